#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What delivering an event to many readers costs, against a bare loop, Node and nchan.

For each protocol all contenders run at the same time with each number of readers, idle
but for the one being measured, and take turns: so whatever else the machine does hits
all alike. README.md in this folder says what is measured and how.
"""

import argparse
import json
import os
import sys
import tempfile
import time

import contenders
import measure
import report

# How many deliveries one measurement is made of, at least.
DELIVERIES = {1: 100000, 16: 160000}


def deliver(server, readers, waiting):
    readers.announce(waiting)
    server.publish(waiting, contenders.PAYLOAD)
    readers.wait()


def measure_once(server, readers, waiting, share):
    turns = max(1, round(share * DELIVERIES[waiting] / waiting / readers.count))
    # One event warms the caches as well as many.
    deliver(server, readers, 1)
    cpu = -measure.processor_time(server.pid)
    begin = time.monotonic()
    for _ in range(turns):
        deliver(server, readers, waiting)
    elapsed = time.monotonic() - begin
    cpu += measure.processor_time(server.pid)
    deliveries = turns * waiting * readers.count
    return report.Sample(cpu * 1e6 / deliveries, deliveries / elapsed)


class Arena:
    """All contenders of one protocol, each once for each number of readers."""

    def __init__(self, places, protocol, counts, share):
        self.places, self.protocol, self.share = places, protocol, share
        self.pairs = {count: [] for count in counts}
        self.results = report.Results(protocol)

    def start(self, which):
        for contender in which:
            try:
                for count, pairs in self.pairs.items():
                    pairs.append(self.start_one(contender, count))
            except contenders.Missing as missing:
                self.results.missing[contender.name] = str(missing)

    def start_one(self, contender, count):
        with measure.processor('server'):
            server = contender(self.places, self.protocol)
        try:
            before = measure.resident_bytes(server.pid)
            with measure.processor('readers'):
                readers = contenders.Readers(self.places, server, self.protocol, count)
        except Exception:
            server.stop()
            raise
        used = measure.resident_bytes(server.pid) - before
        self.results.memory[server.name, count] = used / count
        return server, readers

    def run(self, rounds):
        """The first round warms up, with few events, and is not kept."""
        for turn in range(rounds + 1):
            for count, pairs in self.pairs.items():
                first = turn % len(pairs)
                for waiting in contenders.WAITING[:1] if turn == 0 else contenders.WAITING:
                    self.take_turns(count, pairs[first:] + pairs[:first], waiting, turn > 0)

    def take_turns(self, count, pairs, waiting, keep):
        for server, readers in pairs:
            if waiting not in server.waiting:
                continue
            sample = measure_once(server, readers, waiting, self.share)
            if keep:
                self.results.add(server.name, count, waiting, sample)

    def stop(self):
        for pairs in self.pairs.values():
            for server, readers in pairs:
                readers.stop()
                server.stop()


def run_protocol(places, protocol, options):
    counts = [int(count) for count in options.readers.split(',')]
    which = [contender for contender in contenders.ALL
             if not options.only or contender.name in options.only.split(',')]
    arena = Arena(places, protocol, counts, options.share)
    try:
        arena.start(which)
        arena.run(options.rounds)
    finally:
        arena.stop()
    return arena.results


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('--readers', default='100,1000,10000')
    parser.add_argument('--protocols', default='sse,websocket')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--share', type=float, default=1, help='of the deliveries')
    parser.add_argument('--only', default='', help='contenders by name, separated by commas')
    parser.add_argument('--json', help='where to write all figures')
    return parser.parse_args()


def main():
    options = parse_arguments()
    machine = measure.machine()
    print(f'{machine}\n{contenders.PAYLOAD}-byte events on loopback, TCP_NODELAY (nchan leaves '
          f'Nagle on), medians of {options.rounds} rounds in which the contenders take turns')
    written = {'machine': machine, 'payload_bytes': contenders.PAYLOAD,
               'rounds': options.rounds, 'protocols': []}
    failed = False
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as scratch:
        os.chmod(scratch, 0o755)
        places = contenders.Places(options.source, options.build, scratch)
        for protocol in options.protocols.split(','):
            try:
                results = run_protocol(places, protocol, options)
            except RuntimeError as error:
                print(f'\n{protocol} could not be measured: {error}')
                failed = True
                continue
            report.show(results)
            written['protocols'].append(report.as_dict(results))
            sys.stdout.flush()
    if options.json:
        with open(options.json, 'w', encoding='utf-8') as file:
            json.dump(written, file, indent=1)
        print(f'\nAll figures are in {options.json}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
