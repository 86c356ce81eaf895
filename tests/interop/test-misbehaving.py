# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever misbehaves is refused with the right status or close code, which is counted, and
costs nobody else an event; afterwards the server has its memory back. What it costs the
others in time is told, not judged: this machine has other things to do."""

import json
import pathlib
import re
import subprocess
import sys
import time
import unittest

import interop
import misbehaviour
import support
import wire

INTERVAL = 0.02
MIB = 1024 * 1024
# With the usual ones all that is tested besides is patience.
LIMITS = ['--limit', 'max-head-time=3', '--limit', 'max-body-wait=3']
# GLib before 2.76 keeps what was freed in slices until, a minute later, others of that
# size are freed: the memory is back as well, but nobody waits for that here.
ENVIRONMENT = {'G_SLICE': 'always-malloc'}


def resident(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'^VmRSS:\s+(\d+) kB', status, re.M)[1]) * 1024


def read_hits(port):
    with wire.Client(port) as client:
        _, body = client.get('/metrics')
    return {name: int(count) for name, count in
            re.findall(r'^roundtrip_limits_hit_total\{limit="([^"]+)"\} (\d+)$', body.decode(), re.M)}


class Bystanders:
    def __init__(self, port):
        script = pathlib.Path(__file__).resolve().parent / 'bystanders.py'
        self.process = subprocess.Popen([sys.executable, script, str(port), str(INTERVAL)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(support.DEADLINE)
        self.process.stdout.close()

    def say(self, what):
        self.process.stdin.write(what + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def tell(name, outcome, latencies):
    words = ', '.join(f'{pattern} {found["p50"]:.1f}/{found["p99"]:.1f}' if found['n'] else f'{pattern} –'
                      for pattern, found in latencies.items())
    print(f'# {name}: {outcome}; bystanders p50/p99 in ms: {words}', flush=True)


class Misbehaving(unittest.TestCase):
    def check(self, port, misbehave, expected, limit):
        before = read_hits(port)
        outcome = misbehave(port)
        after = read_hits(port)

        with self.subTest(misbehaviour.name_of(misbehave)):
            self.assertEqual(set(outcome), expected)
            if limit is not None:
                self.assertEqual(after[limit] - before[limit], sum(outcome.values()))
        return outcome

    def test_costs_nobody_an_event_and_gives_the_memory_back(self):
        if not misbehaviour.raise_file_limit(misbehaviour.SLOW + 256):
            self.skipTest('this process may not open so many files')
        with support.Serve(*LIMITS, environment=ENVIRONMENT) as serve, Bystanders(interop.port_of(serve)) as bystanders:
            port = interop.port_of(serve)
            misbehaviour.prepare(port)
            time.sleep(2)
            tell('nobody misbehaves', '', bystanders.say('phase'))
            calm = resident(serve.process.pid)

            for misbehave, expected, limit in misbehaviour.ALL:
                outcome = self.check(port, misbehave, expected, limit)
                tell(misbehaviour.name_of(misbehave), outcome, bystanders.say('phase'))

            peak = resident(serve.process.pid)
            interop.wait_for(lambda: resident(serve.process.pid) <= calm + 8 * MIB,
                             f'the memory to be back: {calm / MIB:.1f} MiB before, {peak / MIB:.1f} MiB after')
            print(f'# memory: {calm / MIB:.1f} MiB before, {peak / MIB:.1f} MiB at the end, '
                  f'{resident(serve.process.pid) / MIB:.1f} MiB then', flush=True)
            total = bystanders.say('end')

        self.assertIsNone(total['failure'])
        self.assertGreater(total['published'], 100)
        self.assertEqual({name: (found['exact'], found['failure']) for name, found in total['readers'].items()},
                         {name: (True, None) for name in total['readers']})
        self.assertEqual(len(total['readers']), 4)


if __name__ == '__main__':
    support.main()
