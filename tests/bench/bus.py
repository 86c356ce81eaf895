#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bus carries: bus.py SOURCE BUILD

One process publishes, has it confirmed, consumes and acknowledges, all from one loop, over
each bus in turn: with many messages unconfirmed at a time, and one by one. Over a broker the
same is done in Node, at the same broker in the same round.
"""

import argparse
import contextlib
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import measure

ROUNDS = 3
SIZE = 200          # bytes
GOAL_STEP = 4.0     # ms, p99
GOAL_RATE = 2.0     # times Node's, of what was acknowledged a second, batched
GOAL_COST = 0.5     # times Node's, of the processor's time for each, batched
BATCHED, ONE_BY_ONE = 'batched', 'one by one'
COLUMNS = ['published', 'confirmed', 'consumed', 'acknowledged', 'latency p50', 'p99', 'most',
           'step p99', 'most', 'processor']


class Bus:
    """A name, an address, the kinds it has; messages of each way, and what does the same in Node."""

    def __init__(self, name, uri, kinds, batched, one_by_one, node=None):
        self.name = name
        self.uri = uri
        self.kinds = kinds
        # Messages, and how many may be unconfirmed.
        self.ways = {BATCHED: (batched, 1000), ONE_BY_ONE: (one_by_one, 1)}
        self.node = node


class Places:
    def __init__(self, source, build):
        self.source = pathlib.Path(source)
        self.build = pathlib.Path(build)
        self.modules = self.build.parent.parent / 'node_modules'

    def node(self, module, script, *arguments):
        """The command, or None where it is not installed."""
        if shutil.which('node') and (self.modules / module).is_dir():
            return ['node', self.source / script, *arguments]
        print(f'{module} in Node is left out: sh tests/run.sh installs it')
        return None


@contextlib.contextmanager
def kafka(places):
    """librdkafka's mock cluster: neither disk nor network is in its figures."""
    program = places.build.parent / 'support' / 'kafka-mock'
    if not program.exists():
        print('Kafka is left out: this build is without it')
        yield None
        return
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mock:
        address = mock.stdout.readline().strip()
        # It forgets what is more than 5 MiB a partition.
        yield Bus('Kafka mock', f'kafka://{address}/?wait=5', ['log'], 25_000, 500,
                  places.node('kafkajs', 'bus-kafka.js', address))
        mock.stdin.close()


@contextlib.contextmanager
def rabbitmq(places):
    sys.path.insert(0, str(places.source.parent / 'support'))
    os.environ.setdefault('RABBITMQ_ROOT', str(places.build.parent.parent / 'rabbitmq'))
    import rabbitmq as support  # pylint: disable=import-outside-toplevel
    try:
        broker = support.RabbitMQ()
    except support.Missing as missing:
        print(f'RabbitMQ is left out: {missing}')
        yield None
        return
    with broker:
        yield Bus('RabbitMQ', broker.uri, ['queue'], 25_000, 500,
                  places.node('amqplib', 'bus-amqp.js', broker.uri))


@contextlib.contextmanager
def embedded(_):
    with tempfile.TemporaryDirectory(dir='/var/tmp') as folder:
        yield Bus('embedded', f'embedded:bench?folder={folder}', ['queue', 'log'], 50_000, 2_000)


def measured(command, environment=None):
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env=environment)
    return [float(word) for word in run.stdout.split('\t')]


def row(title, rounds):
    middle = [statistics.median(column) for column in zip(*rounds)]
    rates = ' '.join(f'{rate:12,.0f}' for rate in middle[:4])
    times = ' '.join(' ' * 11 if math.isnan(time) else f'{time:11.3f}' for time in middle[4:9])
    print(f'{title:28}{rates} {times} {middle[9]:10.2f}', flush=True)
    return middle


class Goals:
    def __init__(self):
        self.worst_step = 0
        self.ratios = {}
        self.costs = {}

    def show(self):
        goals = [(self.worst_step <= GOAL_STEP,
                  f'the p99 of a step of the loop is at most {GOAL_STEP} ms: {self.worst_step:.3f}')]
        goals += [(ratio >= GOAL_RATE, f'{name} carries at least {GOAL_RATE:g} times as much as in Node: {ratio:.1f}')
                  for name, ratio in self.ratios.items()]
        goals += [(cost <= GOAL_COST, f'{name} takes at most {GOAL_COST:g} times the processor of Node: {cost:.2f}')
                  for name, cost in self.costs.items()]
        for reached, words in goals:
            print(f'{"reached" if reached else "MISSED"}: {words}')
        return all(reached for reached, _ in goals)


def compare(places, bus, kind, way, rounds, goals):
    messages, window = bus.ways[way]
    arguments = [str(messages), str(window), str(SIZE)]
    environment = {**os.environ, 'NODE_PATH': str(places.modules)}
    ours, theirs = [], []
    for _ in range(rounds if way == BATCHED else 1):
        ours.append(measured([places.build / 'bus-load', bus.uri, kind, *arguments]))
        if bus.node:
            theirs.append(measured([*bus.node, *arguments], environment))
    goals.worst_step = max(goals.worst_step, row(f'{bus.name}, {kind}, {way}', ours)[7])
    if theirs:
        row('  in Node', theirs)
    if theirs and way == BATCHED:
        goals.ratios[bus.name] = statistics.median(our[3] / their[3] for our, their in zip(ours, theirs))
        goals.costs[bus.name] = statistics.median(our[9] / their[9] for our, their in zip(ours, theirs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('--rounds', type=int, default=ROUNDS)
    options = parser.parse_args()
    places = Places(options.source, options.build)
    goals = Goals()
    print(f'Messages of {SIZE} bytes a second, ms of latency and of a step of the loop, processor µs a message')
    print(measure.machine())
    print(f'{"":28}' + ' '.join(f'{column:>12}' for column in COLUMNS[:4]) + ' ' +
          ' '.join(f'{column:>11}' for column in COLUMNS[4:9]) + f' {COLUMNS[9]:>10}')
    for begin in (embedded, rabbitmq, kafka):
        with begin(places) as bus:
            for kind in bus.kinds if bus else []:
                for way in bus.ways:
                    compare(places, bus, kind, way, options.rounds, goals)
    return 0 if goals.show() else 1


if __name__ == '__main__':
    sys.exit(main())
