# SPDX-License-Identifier: GPL-3.0-or-later
"""watch --fault: what is broken on purpose at the client, and that its totals stay true."""

import contextlib
import json
import socket
import threading
import unittest

from support import DONE, Foreign, Program, Serve, main, run

PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
STREAMS = ['server-sent-events', 'websocket']
RESUMED_WITH = {'short-polling': 'after=%u', 'long-polling': 'after=%u', 'server-sent-events': 'Last-Event-ID: %u',
                'websocket': 'after=%u'}


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

    def test_what_a_cut_cost_is_told(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                lines = self.watch(pattern, 6, 'cut-after=2')
                resumed = [line for line in lines if 'resumed_with' in line]
                self.assertEqual([line['resumed_with'] for line in resumed], [RESUMED_WITH[pattern] % n for n in (2, 4)])
                self.assertEqual({(line['kind'], line['state'], line['lost']) for line in resumed}, {('state', 'open', 0)})
                self.assertTrue(all(line['after_us'] > 0 for line in resumed), resumed)
                told = [line.get('state', line.get('seq')) for line in lines[:-1]]
                self.assertEqual(told, ['connecting', 'open', 1, 2, 'retrying', 'connecting', 'open', 3, 4,
                                        'retrying', 'connecting', 'open', 5, 6, 'closed'])

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


class Resumed(unittest.TestCase):
    """What the connection's loss cost, at a server that remembers nothing."""

    def answer(self, request):
        first = 'last-event-id' not in request.headers
        return request.stream('retry: 1\nid: 1\ndata: 1\n\n' if first else 'id: 5\ndata: 5\n\n', end=first)

    def test_what_was_lost_is_told(self):
        with Foreign(self.answer) as server, Program('watch', '--json', '--count', 2, server.url) as program:
            objects = program.objects()
        resumed = next(o for o in objects if 'resumed_with' in o)
        self.assertEqual((resumed['resumed_with'], resumed['lost']), ('Last-Event-ID: 1', 3))
        self.assertEqual(objects[objects.index(resumed) + 1], {'kind': 'gap', 'lost': 3})

    def test_people_are_told_on_standard_error(self):
        with Foreign(self.answer) as server, Program('watch', '--count', 2, server.url) as program:
            program.status()
        self.assertRegex(program.errors, r'\nResumed with Last-Event-ID: 1 after [0-9.]+ \S+; 3 events were lost\.\n'
                                         r'3 events are missing here\.\n')

    def test_a_terminal_cannot_be_attacked(self):
        def answer(request):
            first = 'last-event-id' not in request.headers
            return request.stream('retry: 1\nid: \x1b[1m\ndata: 1\n\n' if first else 'data: 5\n\n', end=first)
        with Foreign(answer) as server, Program('watch', '--count', 2, server.url) as program:
            program.status()
        self.assertIn('Resumed with Last-Event-ID: \\x1b[1m after ', program.errors)

    def test_what_nobody_knows_is_null(self):
        def answer(request):
            if len(server.requests) == 2:
                request.connection.close()
                return False
            return request.respond('200 OK', 'text/plain', str(len(server.requests)), 'ETag: "41"')
        with Foreign(answer) as server, Program('watch', '--json', '--pattern', 'short-polling', '--interval', '0.01',
                                                '--count', 2, server.url) as program:
            objects = program.objects()
        resumed = next(o for o in objects if 'resumed_with' in o)
        self.assertEqual((resumed['resumed_with'], resumed['lost']), ('If-None-Match: "41"', None))


class Door:
    """In front of a server: who went through it is thrown out when it is shut."""

    def __init__(self, url):
        self.port = int(url.split(':')[2].split('/')[0])
        self.is_open = True
        self.passing = []

    def answer(self, request):
        if not self.is_open:
            request.connection.close()
            return False
        server = socket.create_connection(('127.0.0.1', self.port))
        self.passing += [server, request.connection]
        head = [request.line, *(f'{name}: {value}' for name, value in request.headers.items()), '', '']
        server.sendall('\r\n'.join(head).encode())
        threading.Thread(target=self._carry, args=[request.connection, server], daemon=True).start()
        self._carry(server, request.connection)
        return False

    @staticmethod
    def _carry(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def shut(self):
        self.is_open = False
        for passing in self.passing:
            with contextlib.suppress(OSError):
                passing.shutdown(socket.SHUT_RDWR)


class NotResumed(unittest.TestCase):
    """watch --no-resume: published is delivered and lost, to the event."""

    def watch(self, pattern):
        """The objects, when three events come, four while the door is shut and three after."""
        with Serve() as serve:
            url = serve.url('/channels/news')
            door = Door(url)
            run('publish', url, text='1\n2\n3\n')
            with Foreign(door.answer) as front, \
                    Program('watch', '--json', '--pattern', pattern, '--interval', '0.05', '--after', 0, '--no-resume',
                            front.url + 'channels/news') as program:
                objects = [*program.until('event'), *program.until('event'), *program.until('event')]
                door.shut()
                while objects[-1].get('state') != 'retrying':
                    objects += program.until('state')
                run('publish', url, text='4\n5\n6\n7\n')
                door.is_open = True
                while objects[-1].get('state') != 'open':
                    objects += program.until('state')
                run('publish', url, text='8\n9\n10\n')
                while objects[-1].get('seq') != 10:
                    objects += program.until('event')
                program.interrupt()
                return objects + program.objects()

    def test_streams_go_on_from_now(self):
        for pattern in STREAMS:
            with self.subTest(pattern):
                objects = self.watch(pattern)
                self.assertEqual([o['seq'] for o in objects if o['kind'] == 'event'], [1, 2, 3, 8, 9, 10])
                self.assertEqual([o['lost'] for o in objects if o['kind'] == 'gap'], [4])
                self.assertEqual([o['resumed_with'] for o in objects if 'resumed_with' in o], [None])
                total = objects[-1]
                self.assertEqual((total['events'], total['lost'], total['duplicate']), (6, 4, 0))

    def test_polls_begin_anew(self):
        for pattern in ['short-polling', 'long-polling']:
            with self.subTest(pattern):
                total = self.watch(pattern)[-1]
                self.assertEqual((total['events'], total['lost'], total['duplicate']), (13, 0, 3))


if __name__ == '__main__':
    main()
