#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers that do not read cost the others, who publishes, and memory.

Servers with 1,000 readers each, beside which none, one and ten connections never read, take
turns at publishing as fast as those who read are served. README.md in this folder says more.
"""

import argparse
import collections
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import contenders
import measure
import report

PATH = '/channels/bench'
# How many events a channel remembers.
MEMORY = 10000
# p99 latency and rate of publishing, of those with stuck readers over those without.
GOAL = 0.10
# What a server with a stuck reader may grow more than one without, in bytes.
GOAL_MEMORY = 1024 * 1024

Sample = collections.namedtuple('Sample', 'published resident')


class Subject:
    """A server, its readers, and connections that ask and then never read."""

    def __init__(self, places, n_readers, n_stuck):
        self.n_stuck = n_stuck
        self.samples = []
        self.expected = 0
        self.p99 = 0
        with measure.processor('server'):
            self.server = contenders.Roundtrip(places, 'sse')
        # As much as the channel remembers fills sockets and outboxes.
        self.stuck = [self.connect() for _ in range(n_stuck)]
        self.server.publish(MEMORY, contenders.PAYLOAD)
        if self.count_waiting() < MEMORY / 2 * n_stuck:
            raise RuntimeError('the readers that are to be stuck are not')
        with measure.processor('readers'):
            self.readers = subprocess.Popen(
                [places.build / 'timed-readers', str(self.server.port), PATH, str(n_readers)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.n_readers = n_readers
        if contenders.answer(self.readers) != 'open':
            raise RuntimeError('the readers could not connect')

    def count_waiting(self):
        """What the server says that waits for its readers, once it has told it twice."""
        counts = []
        while len(counts) < 2 or counts[-1] != counts[-2]:
            with urllib.request.urlopen(f'http://127.0.0.1:{self.server.port}/metrics',
                                        timeout=contenders.DEADLINE) as answer:
                text = answer.read().decode()
            counts.append(int(re.search(r'roundtrip_events_queued\{pattern="server-sent-events"\} (\d+)',
                                        text)[1]))
        return counts[-1]

    def connect(self):
        stuck = socket.create_connection(('127.0.0.1', self.server.port), contenders.DEADLINE)
        stuck.sendall(f'GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n'
                      'Accept: text/event-stream\r\n\r\n'.encode())
        # It is served from here on.
        stuck.recv(1, socket.MSG_PEEK)
        return stuck

    def ask_readers(self, word):
        self.readers.stdin.write(f'{word}\n')
        self.readers.stdin.flush()
        words = contenders.answer(self.readers).split()
        if not words or words[0] == 'failed:':
            raise RuntimeError(' '.join(words) or 'the readers are silent')
        return words

    def flood(self, seconds, keep):
        """One turn. All that was published has arrived once the count is whole. Latencies are of
        all turns that are kept: one alone has some hundred events, and its p99 is the slowest."""
        if not self.samples:
            self.ask_readers('clear')
            self.expected = 0
        self.server.process.stdin.write(f'flood {round(seconds * 1000)}\n')
        self.server.process.stdin.flush()
        published = int(contenders.answer(self.server.process).split()[1])
        self.expected += published * self.n_readers
        give_up = time.monotonic() + contenders.DEADLINE
        while True:
            arrived, _, self.p99, _ = map(int, self.ask_readers('report'))
            if arrived == self.expected:
                break
            if arrived > self.expected or time.monotonic() > give_up:
                raise RuntimeError(f'{arrived} of {self.expected} deliveries arrived')
            time.sleep(0.02)
        if keep:
            self.samples.append(Sample(published / seconds, measure.resident_bytes(self.server.pid)))

    def stop(self):
        for stuck in self.stuck:
            stuck.close()
        self.readers.stdin.close()
        self.readers.wait()
        self.server.stop()


def ratio(subject, other, field):
    """Both of the same round."""
    return report.Spread([getattr(one, field) / getattr(base, field)
                          for one, base in zip(subject.samples, other.samples)])


def growth(subject):
    return subject.samples[-1].resident - subject.samples[0].resident


def show(subjects, seconds, n_rounds):
    base = subjects[0]
    print(f'\nStuck readers beside {base.n_readers} event streams, {n_rounds} rounds of '
          f'{seconds:g} s at full rate')
    for subject in subjects:
        published = statistics.median(sample.published for sample in subject.samples)
        print(f'{subject.n_stuck:>7} stuck: {published * base.n_readers / 1000:>5.0f} k deliveries/s, '
              f'p99 {subject.p99 / 1000:.2f} ms, grew {growth(subject) / 1024:.0f} KiB '
              f'to {subject.samples[-1].resident / 1048576:.1f} MiB')
        if subject is base:
            continue
        latency, rate = subject.p99 / base.p99, ratio(subject, base, 'published')
        more = (growth(subject) - growth(base)) / 1024
        print(f'{"":>9}p99 over none stuck: {latency:.2f}, {report.verdict(latency, 1 + GOAL)}\n'
              f'{"":>9}publishing with none over with {subject.n_stuck} stuck: {1 / rate.median:.2f}, '
              f'{report.verdict(1 / rate.median, 1 + GOAL)}\n'
              f'{"":>9}grew more than with none stuck: {more:.0f} KiB, '
              f'{report.verdict(more, GOAL_MEMORY / 1024)}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('--readers', type=int, default=1000)
    parser.add_argument('--stuck', default='0,1,10', help='how many, separated by commas')
    parser.add_argument('--rounds', type=int, default=16)
    parser.add_argument('--seconds', type=float, default=0.3, help='of each turn')
    options = parser.parse_args()
    subjects = []
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as scratch:
        places = contenders.Places(options.source, options.build, pathlib.Path(scratch))
        try:
            for n_stuck in map(int, options.stuck.split(',')):
                subjects.append(Subject(places, options.readers, n_stuck))
            # The first rounds warm up, fill what is remembered and the stuck readers' sockets.
            for turn in range(options.rounds + 2):
                first = turn % len(subjects)
                for subject in subjects[first:] + subjects[:first]:
                    subject.flood(options.seconds, turn > 1)
        finally:
            for subject in subjects:
                subject.stop()
    show(subjects, options.seconds, options.rounds)
    return 0


if __name__ == '__main__':
    sys.exit(main())
