#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the window keeps its frames while events are delivered in numbers.

The application itself, its dashboard shown, in an X server of its own: idle and pressed,
still and while it is resized, in turns. Pressed is 50,000 deliveries a second to readers
in another process and 5,000 a second to the lanes' own clients, all through the one loop.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import contenders
import measure
import window

ROUNDS = 2
SECONDS = 4
SETTLE = 1
READERS = 500       # of each protocol
CLIENTS = 50        # of each lane that is pushed to
RATE = 50           # events a second
DELIVERIES, ARRIVALS = 2 * READERS * RATE, 2 * CLIENTS * RATE
GOAL_ABOVE = 4.0    # ms
GOAL_SLOW = 1.0     # per cent
SLOW = 25.0         # ms
TOOLKIT = '[gtk] gdk_frame_clock'


class FramedWindow(contenders.Server):
    name = 'Roundtrip'

    def __init__(self, places):
        super().__init__([places.build / 'framed-window', '--new-instance', '--port=0',
                          '--chat-port=0', '--stream-port=0'])

    def path(self, protocol):
        return '/channels/bench'

    def ask(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        line = contenders.answer(self.process)
        if not line:
            raise RuntimeError(f'the window did not answer “{command}”')
        return line.split('\t' if '\t' in line else None)[1:]

    def counts(self):
        return [int(count) for count in self.ask('count')]

    def overruns(self):
        """Since it was asked last: by source how many dispatches over 4 ms, and the longest."""
        words = self.ask('overruns')
        return {name: (int(count), int(longest) / 1000)
                for name, count, longest in zip(words[::3], words[1::3], words[2::3])}


def timed(subject, how):
    """Intervals in ms between the frames of some seconds, sorted."""
    return [int(word) / 1000 for word in subject.ask(f'{how} {SECONDS * 1000}')]


def pressed(subject, how, rates):
    before = subject.counts()
    begin = time.monotonic()
    cpu = -measure.processor_time(subject.pid)
    subject.ask(f'publish {RATE} {SECONDS * 1000}')
    intervals = timed(subject, how)
    elapsed = time.monotonic() - begin
    cpu += measure.processor_time(subject.pid)
    after = subject.counts()
    rates.append([(after[0] - before[0]) * 2 * READERS / elapsed,
                  (after[1] - before[1]) / elapsed, cpu / elapsed * 100])
    return intervals


def note_overruns(subject, overruns):
    for name, (count, longest) in subject.overruns().items():
        before, worst = overruns.get(name, (0, 0))
        overruns[name] = (before + count, max(worst, longest))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def show(name, intervals):
    slow = sum(interval > SLOW for interval in intervals) / len(intervals) * 100
    points = [percentile(intervals, share) for share in (0.5, 0.95, 0.99)] + [max(intervals)]
    print(f'{name:<18}' + ''.join(f'{point:>8.1f}' for point in points) +
          f'{slow:>11.2f} %{len(intervals):>8}')
    return points[2], slow


def report_overruns(overruns):
    own = {name: place for name, place in overruns.items() if not name.startswith(TOOLKIT)}
    painting = sum(count for name, (count, _) in overruns.items() if name not in own)
    print(f'Dispatches over 4 ms while pressed: {painting} of the toolkit laying out and painting; '
          + (', '.join(f'{count} of “{name}”, the longest {longest:.1f} ms'
                       for name, (count, longest) in own.items()) or 'no other'))


def report(found, rates):
    sent, given, cpu = (statistics.median(column) for column in zip(*rates))
    print(f'Frame intervals of the dashboard, ms; pressed: {sent:,.0f} deliveries a second to '
          f'{2 * READERS} readers (asked {DELIVERIES:,}), {given:,.0f} to {2 * CLIENTS} clients of '
          f'the lanes (asked {ARRIVALS:,}), {cpu:.0f} % of one core')
    print(f'{"":<18}' + ''.join(f'{title:>8}' for title in ('p50', 'p95', 'p99', 'max')) +
          f'{f"over {SLOW:.0f} ms":>13}{"frames":>8}')
    for how, words in [('frames', 'still'), ('resize', 'resized')]:
        idle, _ = show(f'idle, {words}', found['idle', how])
        busy, slow = show(f'pressed, {words}', found['pressed', how])
        verdicts = ['met' if met else 'MISSED' for met in (busy - idle <= GOAL_ABOVE,
                                                           slow < GOAL_SLOW)]
        print(f'{"":<9}p99 {busy - idle:+.1f} ms, goal +{GOAL_ABOVE:g} ms {verdicts[0]}; '
              f'over {SLOW:.0f} ms {slow:.2f} %, goal under {GOAL_SLOW:g} % {verdicts[1]}')


def run(places):
    found = {(load, how): [] for load in ('idle', 'pressed') for how in ('frames', 'resize')}
    rates, overruns = [], {}
    with measure.processor('server'):
        subject = FramedWindow(places)
    try:
        with measure.processor('readers'):
            crowds = [contenders.Readers(places, subject, protocol, READERS)
                      for protocol in ('sse', 'websocket')]
        for _ in range(ROUNDS):
            for how in ('frames', 'resize'):
                time.sleep(SETTLE)
                found['idle', how] += timed(subject, how)
            subject.ask(f'lanes {CLIENTS}')
            for how in ('frames', 'resize'):
                time.sleep(SETTLE)
                subject.overruns()
                found['pressed', how] += pressed(subject, how, rates)
                note_overruns(subject, overruns)
            subject.ask('stop')
        for crowd in crowds:
            crowd.announce(subject.counts()[0])
            crowd.wait()
            crowd.stop()
    finally:
        subject.stop()
    report(found, rates)
    report_overruns(overruns)


def main():
    source, build = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as scratch:
        with measure.processor('readers'):
            display = window.Display(scratch)
        try:
            os.environ.update(DISPLAY=display.name, GDK_BACKEND='x11', GSK_RENDERER='cairo')
            run(contenders.Places(source, build, scratch))
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            print(f'The frames are left out: {error}')
        finally:
            display.stop()


if __name__ == '__main__':
    window.in_session(main)
