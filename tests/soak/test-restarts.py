#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli serve, watched by four patterns over connections that are cut at any byte,
is ended, or killed, and begins again on the same port. A channel's memory is the process's:
what a new life does not remember is told as a gap. Then what was handed out and what was
told is all."""

import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'cli'))
from support import DEADLINE, DONE, Program, free_port, main, wait_for  # noqa: E402

PROXY = sys.argv[2]
PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
SEED = int(os.environ.get('SOAK_SEED') or random.randrange(1, 2 ** 31))
N_EVENTS = int(os.environ.get('SOAK_EVENTS') or 2000)
RATE = 400


class Server:
    """roundtrip-cli serve on one port, whose numbers outlive it."""

    def __init__(self, state):
        self.port = free_port()
        self.state = state
        self.program = None

    def begin(self):
        self.program = Program('serve', '--port', self.port, '--chat-port', 0, '--stream-port', 0,
                               environment={'XDG_STATE_HOME': self.state})
        for _ in range(3):
            self.program.line()

    def end(self, number):
        self.program.interrupt(number)
        self.program.status()
        self.program.__exit__()


class Publisher:
    """Publishes numbers, each until it is confirmed: one whose answer is lost comes twice."""

    def __init__(self, port):
        self.port = port
        self.connection = None
        self.confirmed = {}

    def publish(self, n):
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            try:
                self.connection = self.connection or http.client.HTTPConnection('127.0.0.1', self.port, timeout=DEADLINE)
                self.connection.request('POST', '/channels/soak', json.dumps(n), {'Content-Type': 'application/json'})
                answer = self.connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                self.connection = None
                time.sleep(0.01)
                continue
            if answer.status == 201:
                self.confirmed[json.loads(body)['seq']] = n
                return
            time.sleep(0.01)
        raise AssertionError(f'{n} could not be published')


class Restarts(unittest.TestCase):

    def setUp(self):
        self.state = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(self.state.cleanup)
        self.server = Server(self.state.name)
        self.server.begin()
        self.addCleanup(lambda: self.server.program.__exit__())
        self.proxy = subprocess.Popen([PROXY, '--to', str(self.server.port), '--seed', str(SEED)],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_proxy)
        self.proxy_port = int(self.proxy.stdout.readline().split()[0])

    def end_proxy(self):
        self.proxy.stdin.close()
        print('#', self.proxy.stdout.read().strip())
        self.proxy.stdout.close()
        self.proxy.wait(DEADLINE)

    def watch(self, pattern):
        scheme = 'ws' if pattern == 'websocket' else 'http'
        watcher = Program('watch', '--json', '--pattern', pattern, '--interval', '0.05', '--after', 0,
                          f'{scheme}://127.0.0.1:{self.proxy_port}/channels/soak')
        self.addCleanup(lambda: watcher.__exit__())
        return watcher

    def run_soak(self, number, n_restarts):
        publisher = Publisher(self.server.port)
        publisher.publish(0)
        watchers = {pattern: self.watch(pattern) for pattern in PATTERNS}
        chance = random.Random(SEED)
        ends = {chance.randrange(N_EVENTS // 10, N_EVENTS) for _ in range(n_restarts)}
        began = time.monotonic()
        for n in range(1, N_EVENTS + 1):
            time.sleep(max(0, began + n / RATE - time.monotonic()))
            publisher.publish(n)
            if n in ends:
                self.server.end(number)
                self.server.begin()
        return publisher, {pattern: self.finish(watcher, publisher) for pattern, watcher in watchers.items()}

    def finish(self, watcher, publisher):
        """What a watcher printed, up to the last number that was confirmed."""
        objects = []
        last = max(publisher.confirmed)
        while not objects or objects[-1].get('seq') != last:
            objects.append(json.loads(watcher.line()))
        watcher.interrupt()
        self.assertEqual(watcher.status(), DONE)
        return objects + watcher.objects()

    def check(self, objects, confirmed, exact):
        """That each number is handed out once, in order, or told to be gone."""
        last, told, unknown, n_events, n_lost = 0, 0, False, 0, 0
        for item in objects:
            if item['kind'] == 'gap':
                self.assertFalse(exact and item['lost'] is None, 'a gap of unknown size')
                unknown |= item['lost'] is None
                told += item['lost'] or 0
            elif item['kind'] == 'event':
                self.assertGreater(item['seq'], last)
                if not unknown:
                    self.assertEqual(item['seq'] - last - 1, told)
                if item['seq'] in confirmed:
                    self.assertEqual(item['data'], confirmed[item['seq']])
                n_lost += item['seq'] - last - 1
                n_events += 1
                last, told, unknown = item['seq'], 0, False
        total = objects[-1]
        self.assertEqual((total['kind'], total['events'], total['duplicate'], total['reordered']),
                         ('total', n_events, 0, 0))
        if exact:
            self.assertEqual(total['events'] + total['lost'], last)
        return n_events, n_lost

    def soak(self, number, exact):
        publisher, results = self.run_soak(number, 3)
        for pattern, objects in results.items():
            with self.subTest(pattern=pattern):
                print('# SOAK_SEED', SEED, pattern, '%d handed out, %d numbers gone' %
                      self.check(objects, publisher.confirmed, exact))

    def test_ended_in_good_order_each_number_is_handed_out_or_told_gone(self):
        self.soak(signal.SIGTERM, True)

    def test_killed_what_is_gone_is_told(self):
        self.soak(signal.SIGKILL, False)


if __name__ == '__main__':
    main()
