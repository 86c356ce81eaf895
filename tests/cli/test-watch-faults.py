# SPDX-License-Identifier: GPL-3.0-or-later
"""watch --fault: what is broken on purpose at the client, and that its totals stay true."""

import json
import unittest

from support import DONE, Program, Serve, main, run

PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
STREAMS = ['server-sent-events', 'websocket']


class WatchFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.serve = Serve()
        cls.serve.__enter__()
        cls.url = cls.serve.url('/channels/six')
        run('publish', cls.url, text='1\n2\n3\n4\n5\n6\n')

    @classmethod
    def tearDownClass(cls):
        cls.serve.__exit__(None, None, None)

    def watch(self, pattern, count, *faults):
        """The objects that were printed, when six events are watched from the first on."""
        options = [word for fault in faults for word in ('--fault', fault)]
        with Program('watch', '--json', '--pattern', pattern, '--interval', '0.05', '--after', 0, '--count', count,
                     *options, self.url) as program:
            lines = program.lines()
            self.assertEqual(program.status(), DONE)
        return [json.loads(line) for line in lines]

    def assert_total(self, lines, **expected):
        total = lines[-1]
        self.assertEqual({name: total[name] for name in expected}, expected)

    def test_what_is_left_out_is_lost(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 4, 'swallow=3')
                # The last is left out, and asked for again: the third time, so it is left out no more.
                self.assertEqual([line['seq'] for line in lines if line['kind'] == 'event'][:4], [1, 2, 4, 5])
                self.assert_total(lines, lost=1, duplicate=0)

    def test_what_comes_twice_is_a_duplicate(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 9, 'duplicate=2')
                self.assert_total(lines, events=9, duplicate=3, lost=0)

    def test_who_is_cut_resumes(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 6, 'cut-after=2')
                self.assertEqual([line['seq'] for line in lines if line['kind'] == 'event'], [1, 2, 3, 4, 5, 6])
                self.assert_total(lines, events=6, lost=0, duplicate=0, reordered=0)
                self.assertGreaterEqual(lines[-1]['connections'], 3)
                self.assertIn('retrying', [line['state'] for line in lines if line['kind'] == 'state'])

    def test_who_is_refused_tries_again(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 6, 'refuse@0+200ms')
                self.assertIn('retrying', [line['state'] for line in lines if line['kind'] == 'state'])
                self.assert_total(lines, events=6, lost=0, duplicate=0)

    def test_what_is_delayed_comes_later(self):
        for pattern in STREAMS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 6, 'delay=50ms')
                self.assert_total(lines, events=6, lost=0, duplicate=0)

    def test_several_at_once(self):
        lines = self.watch('websocket', 6, 'cut-after=3', 'delay=10ms~5ms', 'limit=20000')
        self.assert_total(lines, events=6, lost=0, duplicate=0)


if __name__ == '__main__':
    main()
