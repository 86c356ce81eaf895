#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What delivering an event to many readers costs, against a bare loop, Node and nchan.

For each protocol and number of readers all contenders run at the same time, idle but for
the one being measured, and take turns: so whatever else the machine does hits all alike.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time

import contenders
import measure

PROTOCOLS = {'sse': 'Server-sent events', 'websocket': 'WebSocket'}
WAITING = (1, 16)
# How many deliveries one measurement is made of.
DELIVERIES = {1: 20000, 16: 64000}
# Roundtrip's cost, at most so many times that of the others.
GOALS = {1: {'bare loop': 1.25, 'Node': 0.85},
         16: {'bare loop': 0.2, 'Node': 0.12, 'nchan': 0.4}}
GOAL_GROWTH = 1.2
GOAL_MEMORY = 12 * 1024


class Sample:
    def __init__(self, cost, rate):
        self.cost = cost  # µs of processor time a delivery
        self.rate = rate  # deliveries a second


def median(values):
    return statistics.median(values) if values else float('nan')


def measure_once(server, readers, waiting, share):
    turns = max(1, round(share * DELIVERIES[waiting] / waiting / readers.count))
    cpu = -measure.processor_time(server.pid)
    begin = time.monotonic()
    for _ in range(turns):
        readers.announce(waiting)
        server.publish(waiting, contenders.PAYLOAD)
        readers.wait()
    elapsed = time.monotonic() - begin
    cpu += measure.processor_time(server.pid)
    deliveries = turns * waiting * readers.count
    return Sample(cpu * 1e6 / deliveries, deliveries / elapsed)


class Group:
    """All contenders with the same protocol and number of readers."""

    def __init__(self, places, protocol, count, which, options):
        self.protocol, self.count, self.share = protocol, count, options.share
        self.missing, self.memory = {}, {}
        self.samples = {waiting: {} for waiting in WAITING}
        pairs = []
        try:
            for contender in which:
                self.start(contender, places, pairs)
            for turn in range(options.rounds + 1):
                for waiting in WAITING:
                    self.round(pairs[turn % len(pairs):] + pairs[:turn % len(pairs)],
                               waiting, keep=turn > 0)
        finally:
            for server, readers in pairs:
                readers.stop()
                server.stop()

    def start(self, contender, places, pairs):
        try:
            with measure.processor('server'):
                server = contender(places, self.protocol)
        except contenders.Missing as missing:
            self.missing[contender.name] = str(missing)
            return
        try:
            before = measure.resident_bytes(server.pid)
            with measure.processor('readers'):
                readers = contenders.Readers(places, server, self.protocol, self.count)
        except Exception:
            server.stop()
            raise
        self.memory[contender.name] = (measure.resident_bytes(server.pid) - before) / self.count
        pairs.append((server, readers))

    def round(self, pairs, waiting, keep):
        for server, readers in pairs:
            sample = measure_once(server, readers, waiting, self.share)
            if keep:
                self.samples[waiting].setdefault(server.name, []).append(sample)

    def cost(self, name, waiting):
        return median([sample.cost for sample in self.samples[waiting].get(name, [])])

    def rate(self, name, waiting):
        return median([sample.rate for sample in self.samples[waiting].get(name, [])])

    def ratio(self, name, waiting):
        """Roundtrip's cost over another's, both of the same round."""
        ours = self.samples[waiting].get('Roundtrip', [])
        theirs = self.samples[waiting].get(name, [])
        return median([a.cost / b.cost for a, b in zip(ours, theirs)])


def verdict(value, goal, form='{:.2f}'):
    if value != value:
        return ''
    text = form.format(value)
    return f'{text} ≤ {form.format(goal)} ' + ('met' if value <= goal else 'MISSED')


def names_of(group):
    return [contender.name for contender in contenders.ALL if contender.name in group.memory]


def print_group(group, waiting):
    names = names_of(group)
    line = f'{group.count:>7}'
    for name in names:
        line += f'{group.cost(name, waiting):>9.2f} µs {group.rate(name, waiting) / 1000:>6.0f} k/s'
    print(line)
    for name, goal in GOALS[waiting].items():
        if text := verdict(group.ratio(name, waiting), goal):
            print(f'{"":>9}Roundtrip over {name}: {text}')


def print_growth(groups, waiting):
    """Every server pays more with more sockets than the caches hold, so what Roundtrip
    adds to that is told as well."""
    first, last = groups[0], groups[-1]
    growth = {name: last.cost(name, waiting) / first.cost(name, waiting)
              for name in names_of(last)}
    for name, value in growth.items():
        text = f'{value:.2f}'
        if name == 'Roundtrip':
            text = verdict(value, GOAL_GROWTH)
            if 'bare loop' in growth:
                text += f', {value / growth["bare loop"]:.2f} of the bare loop\'s'
        print(f'{"":>9}{name}, {last.count} readers over {first.count}: {text}')


def print_memory(group):
    print()
    for name, used in group.memory.items():
        text = (verdict(used / 1024, GOAL_MEMORY / 1024, '{:.1f} KiB') if name == 'Roundtrip'
                else f'{used / 1024:.1f} KiB')
        print(f'{"":>9}{name}, memory for each of {group.count} idle readers: {text}')


def report(protocol, groups):
    for waiting in WAITING:
        names = names_of(groups[0])
        print(f'\n{PROTOCOLS[protocol]}, {waiting} waiting: processor time a delivery, '
              f'deliveries a second')
        print('readers' + ''.join(f'{name:>23}' for name in names))
        for group in groups:
            print_group(group, waiting)
        if len(groups) > 1:
            print_growth(groups, waiting)
    print_memory(groups[-1])
    for name, why in groups[0].missing.items():
        print(f'{"":>9}{name} is left out: {why}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('--readers', default='100,1000,10000')
    parser.add_argument('--protocols', default='sse,websocket')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--share', type=float, default=1, help='of the deliveries')
    parser.add_argument('--only', default='', help='contenders by name, separated by commas')
    options = parser.parse_args()
    which = [contender for contender in contenders.ALL
             if not options.only or contender.name in options.only.split(',')]

    print(f'{measure.machine()}\n{contenders.PAYLOAD}-byte events on loopback, TCP_NODELAY '
          f'(nchan leaves Nagle on), medians of {options.rounds} rounds in which the contenders '
          f'take turns')
    failed = False
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as scratch:
        os.chmod(scratch, 0o755)
        places = contenders.Places(options.source, options.build, scratch)
        for protocol in options.protocols.split(','):
            try:
                groups = [Group(places, protocol, int(count), which, options)
                          for count in options.readers.split(',')]
            except RuntimeError as error:
                print(f'\n{PROTOCOLS[protocol]} could not be measured: {error}')
                failed = True
                continue
            report(protocol, groups)
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
