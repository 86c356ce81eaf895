# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli publish, against other people's servers."""

import contextlib
import http.client
import json
import os
import pty
import signal
import socket
import subprocess
import time
import unittest
import urllib.request

from support import DEADLINE, DONE, FAILED, Foreign, Program, Serve, free_port, main, run, wait_for
from websocket import CLOSE, TEXT, WebSocket


def take(request):
    """Answers as a channel does."""
    request_bodies.append(request.body.decode())
    return request.respond('201 Created', 'application/json', json.dumps({'seq': len(request_bodies) + 40}))


request_bodies = []


class Published(unittest.TestCase):
    def setUp(self):
        request_bodies.clear()

    def test_one_body_is_one_post_of_json(self):
        with Foreign(take) as server:
            status, output, errors = run('publish', server.url, '{"a": 1}')
        self.assertEqual((status, output, errors), (DONE, 'Published 1 message, number 41.\n', ''))
        self.assertEqual(request_bodies, ['{"a": 1}'])
        self.assertTrue(server.requests[0].line.startswith('POST / '))
        self.assertEqual(server.requests[0].headers['content-type'], 'application/json')

    def test_plain_text_becomes_a_json_string(self):
        with Foreign(take) as server:
            self.assertEqual(run('publish', '--string', server.url, 'say "hé"')[0], DONE)
            self.assertEqual(run('publish', '--string', server.url, text='a\r\n\nb')[0], DONE)
        self.assertEqual(request_bodies, ['"say \\"hé\\""', '"a"', '""', '"b"'])

    def test_type_and_headers_travel(self):
        with Foreign(take) as server:
            run('publish', '--type', 'price', '--header', 'X-One: 1', server.url + 'c?token=2', '1')
        self.assertTrue(server.requests[0].line.startswith('POST /c?token=2&type=price '), server.requests[0].line)
        self.assertEqual(server.requests[0].headers['x-one'], '1')

    def test_a_body_that_begins_with_a_dash_goes_after_two(self):
        with Foreign(take) as server:
            self.assertEqual(run('publish', server.url, '--', '-5')[0], DONE)
        self.assertEqual(request_bodies, ['-5'])

    def test_lines_go_in_order_over_one_connection(self):
        with Foreign(take) as server:
            status, output, _ = run('publish', '--json', server.url, text=''.join(f'{n}\n' for n in range(500)))
        self.assertEqual(status, DONE)
        self.assertEqual(request_bodies, [str(n) for n in range(500)])
        self.assertEqual([json.loads(line) for line in output.splitlines()],
                         [{'kind': 'confirmed', 'seq': n + 41} for n in range(500)])
        self.assertEqual(len(server.connections), 1)

    def test_a_message_is_confirmed_before_the_next_line_is_there(self):
        with Foreign(take) as server, Program('publish', '--json', server.url, stdin=subprocess.PIPE) as program:
            for n in range(3):
                program.process.stdin.write(b'%d\n' % n)
                program.process.stdin.flush()
                self.assertEqual(json.loads(program.line()), {'kind': 'confirmed', 'seq': n + 41})
            program.process.stdin.close()
            self.assertEqual(program.status(), DONE)

    def test_a_number_that_is_not_told_is_null(self):
        def answer(request):
            return request.respond('200 OK', 'text/plain', 'thanks')
        with Foreign(answer) as server:
            self.assertEqual(run('publish', '--json', server.url, '1')[1], '{"kind":"confirmed","seq":null}\n')

    def test_blank_lines_and_no_lines_are_nothing(self):
        with Foreign(take) as server:
            self.assertEqual(run('publish', server.url, text='\n  \n7')[1], 'Published 1 message, number 41.\n')
            self.assertEqual(run('publish', '--json', server.url, text='')[:2], (DONE, ''))


class Losing:
    """A proxy for one request a connection, which loses every second answer."""

    def __init__(self, url):
        self.target = url
        self.n_lost = 0
        self.server = Foreign(self.answer)

    def answer(self, request):
        with self.pass_on(request) as answer:
            body = answer.read().decode()
        if len(self.server.requests) % 2 == 1:
            self.n_lost += 1
            request.connection.shutdown(socket.SHUT_RDWR)
            return False
        return request.respond('201 Created', 'application/json', body)

    def pass_on(self, request):
        fields = {name: request.headers[name] for name in ('content-type', 'idempotency-key') if name in request.headers}
        return urllib.request.urlopen(urllib.request.Request(self.target, request.body, fields), timeout=DEADLINE)


class Again(unittest.TestCase):
    def setUp(self):
        request_bodies.clear()

    def publish(self, *options):
        """What a channel has after five lines, every second of whose answers was lost."""
        with Serve() as serve:
            losing = Losing(serve.url('/channels/news'))
            with losing.server:
                status, output, errors = run('publish', '--json', *options, losing.server.url, text='1\n2\n3\n4\n5\n')
            with urllib.request.urlopen(losing.target, timeout=DEADLINE) as answer:
                events = json.load(answer)['events']
        self.assertEqual(status, DONE)
        self.assertEqual(len(output.splitlines()), 5)
        self.assertGreater(losing.n_lost, 0)
        self.lines, self.errors = [json.loads(line) for line in output.splitlines()], errors
        return [event['data'] for event in events], [json.loads(line)['seq'] for line in output.splitlines()]

    def test_with_a_key_each_message_is_published_once(self):
        events, confirmed = self.publish('--idempotent')
        self.assertEqual(events, [1, 2, 3, 4, 5])
        self.assertEqual(confirmed, [1, 2, 3, 4, 5])
        self.assertEqual([line['sent_again'] for line in self.lines], [1] * 5)
        self.assertEqual(self.errors, '')

    def test_without_one_it_is_published_as_often_as_it_is_sent(self):
        events, confirmed = self.publish('--retry', 3)
        self.assertEqual(events, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        self.assertEqual(confirmed, [2, 4, 6, 8, 10])
        self.assertEqual([line['sent_again'] for line in self.lines], [1] * 5)
        self.assertIn('5 answers were lost, and their messages sent again', self.errors)

    def test_the_total_does_not_hide_that_it_may_be_there_twice(self):
        with Serve() as serve:
            losing = Losing(serve.url('/channels/news'))
            with losing.server:
                _, once, quiet = run('publish', '--idempotent', losing.server.url, '1')
                _, twice, told = run('publish', '--retry', 3, losing.server.url, '2')
        self.assertEqual((once, quiet), ('Published 1 message, number 1.\n', ''))
        self.assertEqual(twice, 'Published 1 message, perhaps more than once, number 3.\n')
        self.assertIn('may have been published more than once', told)

    def test_of_a_server_that_loses_answers_on_purpose(self):
        for options, n_events in [(['--idempotent'], 5), (['--retry', 3], 9)]:
            with Serve('--fault', 'lose-answer=2') as serve:
                self.assertEqual(run('publish', *options, serve.url('/channels/news'), text='1\n2\n3\n4\n5\n')[0], DONE)
                self.assertEqual(self.count(serve), n_events, options)

    @staticmethod
    def count(serve):
        """How many events there are; every second answer is lost."""
        for _ in range(2):
            with contextlib.suppress(OSError, http.client.HTTPException):
                with urllib.request.urlopen(serve.url('/channels/news'), timeout=DEADLINE) as answer:
                    return len(json.load(answer)['events'])
        return None

    def test_each_message_has_a_key_of_its_own(self):
        with Foreign(take) as server:
            self.assertEqual(run('publish', '--idempotent', server.url, text='1\n1\n')[0], DONE)
        keys = [request.headers['idempotency-key'] for request in server.requests]
        self.assertEqual(len(set(keys)), 2)
        for key in keys:
            self.assertRegex(key, '^"[0-9a-f-]{36}"$')

    def test_it_gives_up_after_so_many_times(self):
        def answer(request):
            request.connection.shutdown(socket.SHUT_RDWR)
            return False
        with Foreign(answer) as server:
            status, _, errors = run('publish', '--retry', 2, server.url, '1')
        self.assertEqual(status, FAILED)
        self.assertIn('gave no answer, 3 times. What was sent last may have been published as often, or not.', errors)
        self.assertEqual(len(server.requests), 3)

    def test_what_is_still_under_way_is_waited_for(self):
        def answer(request):
            if len(server.requests) == 1:
                return request.respond('409 Conflict', 'application/problem+json', '{"title": "Wait"}')
            return take(request)
        with Foreign(answer) as server:
            self.assertEqual(run('publish', '--idempotent', server.url, '1')[0], DONE)
        self.assertEqual(len({request.headers['idempotency-key'] for request in server.requests}), 1)
        self.assertEqual(request_bodies, ['1'])

    def test_a_signal_ends_the_waiting(self):
        def answer(request):
            return request.respond('409 Conflict', 'application/problem+json', '{"title": "Wait"}')
        with Foreign(answer) as server, Program('publish', '--idempotent', '--retry', 100, server.url, '1') as program:
            wait_for(lambda: len(server.requests) > 1, 'a second request')
            program.interrupt(signal.SIGINT)
            self.assertEqual(program.status(), FAILED)

    def test_a_websocket_has_nothing_to_try_again(self):
        for option in [['--idempotent'], ['--retry', 1]]:
            status, _, errors = run('publish', *option, 'ws://127.0.0.1:1/', '1')
            self.assertEqual(status, 2)
            self.assertIn('--retry', errors)


class Refused(unittest.TestCase):
    def setUp(self):
        request_bodies.clear()

    @staticmethod
    def refuse_two(request):
        if request.body == b'2':
            problem = {'title': 'Bad', 'detail': 'Two is too many.'}
            return request.respond('400 Bad Request', 'application/problem+json', json.dumps(problem))
        return take(request)

    def test_a_refused_line_is_named_with_the_servers_words_and_ends_it(self):
        with Foreign(self.refuse_two) as server:
            status, output, errors = run('publish', server.url, text='1\n\n2\n3\n')
        self.assertEqual(status, FAILED)
        self.assertIn('Line 3:', errors)
        self.assertIn('400', errors)
        self.assertIn('Two is too many.', errors)
        self.assertEqual(output, 'Published 1 message, number 41.\n')
        self.assertEqual(request_bodies, ['1'])

    def test_keep_going_goes_on_and_still_fails(self):
        with Foreign(self.refuse_two) as server:
            status, _, errors = run('publish', '--keep-going', server.url, text='1\n2\nx\n3\n')
        self.assertEqual(status, FAILED)
        self.assertIn('Line 2:', errors)
        self.assertIn('Line 3:', errors)
        self.assertEqual(request_bodies, ['1', '3'])

    def test_a_line_that_is_no_json_is_not_sent(self):
        with Foreign(take) as server:
            status, _, errors = run('publish', server.url, text='1\n{"a":}\n')
        self.assertEqual(status, FAILED)
        self.assertIn('Line 2:', errors)
        self.assertIn('byte 5', errors)
        self.assertEqual(request_bodies, ['1'])

    def test_a_server_that_is_not_there_is_a_failure(self):
        for scheme in ['http', 'ws']:
            status, output, errors = run('publish', f'{scheme}://127.0.0.1:{free_port()}/', '1')
            self.assertEqual((status, output), (FAILED, ''))
            self.assertIn('127.0.0.1', errors)
            self.assertIn('Is the server running', errors)

    def test_a_redirection_is_told_and_not_followed(self):
        def answer(request):
            return request.respond('302 Found', None, '', 'Location: /elsewhere')
        with Foreign(answer) as server:
            status, output, errors = run('publish', '--json', server.url, '1')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('302 Found, /elsewhere', errors)
        self.assertEqual(len(server.requests), 1)

    def test_what_got_no_answer_is_not_sent_again(self):
        def answer(request):
            if request.body == b'2':
                request.connection.shutdown(socket.SHUT_RDWR)
                return False
            return take(request)
        with Foreign(answer) as server:
            status, _, errors = run('publish', '--keep-going', server.url, text='1\n2\n3\n')
        self.assertEqual(status, FAILED)
        self.assertIn('Line 2: ', errors)
        self.assertIn('may have been published or not', errors)
        self.assertEqual([request.body for request in server.requests], [b'1', b'2'])

    def test_a_signal_gives_up_on_an_answer_that_never_comes(self):
        def answer(request):
            time.sleep(DEADLINE)
        with Foreign(answer) as server, Program('publish', '--json', server.url, '1') as program:
            wait_for(lambda: server.requests, 'the request')
            program.interrupt(signal.SIGINT)
            self.assertEqual(program.status(), FAILED)
            self.assertIn('did not confirm', program.errors)

    def test_a_signal_while_waiting_for_a_line_is_the_end(self):
        with Foreign(take) as server, Program('publish', server.url, stdin=subprocess.PIPE) as program:
            program.process.stdin.write(b'1\n')
            program.process.stdin.flush()
            wait_for(lambda: request_bodies, 'the first message')
            program.interrupt()
            self.assertEqual(program.line(), 'Published 1 message, number 41.\n')
            self.assertEqual(program.status(), DONE)


class OverAWebSocket(unittest.TestCase):
    def setUp(self):
        self.frames = []

    def take(self, request):
        socket = WebSocket(request)
        while not self.frames or self.frames[-1][0] != CLOSE:
            self.frames.append(socket.receive())
        socket.close()
        return False

    def test_messages_are_text_as_it_is(self):
        with Foreign(self.take) as server:
            status, output, errors = run('publish', server.websocket_url, 'Hello, é')
        self.assertEqual((status, output, errors), (DONE, 'Published 1 message.\n', ''))
        self.assertEqual(self.frames[0], (TEXT, 'Hello, é'.encode()))

    def test_lines_are_confirmed_when_the_server_has_closed_in_order(self):
        lines = [f'{n}' * (n % 7) for n in range(2000)]
        with Foreign(self.take) as server:
            status, output, _ = run('publish', '--json', server.websocket_url, text='\n'.join(lines))
        self.assertEqual(status, DONE)
        self.assertEqual([payload.decode() for opcode, payload in self.frames if opcode == TEXT], lines)
        self.assertEqual(output, '{"kind":"confirmed","seq":null}\n' * 2000)

    def test_a_server_that_ends_it_otherwise_has_confirmed_nothing(self):
        def answer(request):
            socket = WebSocket(request)
            socket.receive()
            socket.close(1008, 'no pigs')
        with Foreign(answer) as server:
            status, output, errors = run('publish', '--json', server.websocket_url, '"pig"')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('1008 no pigs', errors)

    def test_roundtrip_says_the_number_of_each_message_in_order(self):
        with Serve() as serve:
            run('publish', serve.url('/channels/new'), '0')
            status, output, errors = run('publish', '--json', serve.websocket_url('/channels/new'),
                                         text='\n'.join(map(str, range(3000))))
        self.assertEqual((status, errors), (DONE, ''))
        self.assertEqual(output, ''.join(f'{{"kind":"confirmed","seq":{n}}}\n' for n in range(2, 3002)))

    def test_a_message_that_roundtrip_refuses_ends_it(self):
        with Serve() as serve:
            run('publish', serve.url('/channels/new'), '0')
            status, output, errors = run('publish', '--json', serve.websocket_url('/channels/new'), '{pig}')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('one JSON value', errors)

    def test_a_path_without_a_websocket_is_named(self):
        def answer(request):
            return request.respond('404 Not Found', 'text/plain', 'Not Found')
        with Foreign(answer) as server:
            status, _, errors = run('publish', server.websocket_url, '1')
        self.assertEqual(status, FAILED)
        self.assertIn('404', errors)

    def test_memory_is_bounded_while_the_server_does_not_read(self):
        def answer(request):
            WebSocket(request)
            time.sleep(DEADLINE)
        with Foreign(answer) as server, \
             Program('publish', server.websocket_url, stdin=subprocess.PIPE) as program:
            os.set_blocking(program.process.stdin.fileno(), False)
            line = b'x' * 65535 + b'\n'
            written, last = 0, time.monotonic()
            while time.monotonic() - last < 1 and written < 2 ** 27:
                try:
                    written += os.write(program.process.stdin.fileno(), line)
                    last = time.monotonic()
                except BlockingIOError:
                    time.sleep(0.01)
            self.assertLess(written, 2 ** 25, 'what waits is bounded by the kernel and 256 KiB')


class AtATerminal(unittest.TestCase):
    def test_it_says_how_to_end(self):
        request_bodies.clear()
        controller, terminal = pty.openpty()
        with Foreign(take) as server:
            process = subprocess.Popen([os.sys.argv[1], 'publish', server.url], stdin=terminal, stdout=subprocess.PIPE,
                                       stderr=terminal, env={**os.environ, 'TERM': 'xterm'})
            os.close(terminal)
            shown = b''
            while b'Ctrl+D' not in shown:
                shown += os.read(controller, 4096)
            os.write(controller, b'1\n\x04')
            output = process.communicate(timeout=DEADLINE)[0]
        os.close(controller)
        self.assertEqual(output, b'Published 1 message, number 41.\n')
        self.assertEqual(request_bodies, ['1'])


if __name__ == '__main__':
    main()
