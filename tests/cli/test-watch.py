# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli watch, against other people's servers: what it prints and how it ends."""

import fcntl
import json
import os
import signal
import struct
import termios
import time
import unittest

from support import DONE, FAILED, Foreign, Program, free_port, main, wait_for
from websocket import BINARY, TEXT, WebSocket

EVENT = {'kind', 'seq', 'type', 'time', 'latency_us', 'data'}
TOTAL = {'kind', 'events', 'lost', 'conflated', 'unknown_gaps', 'duplicate', 'reordered', 'requests', 'empty', 'connections',
         'payload_bytes', 'wire_bytes_in', 'wire_bytes_out', 'latency_us'}
THREE = 'id: 1\ndata: {"n":1}\n\nevent: price\nid: 2\ndata: two\n\ndata: 3\n\n'


def stream(request):
    return request.stream(THREE)


def watch(url, *options):
    return Program('watch', '--json', *options, url)


def bytes_waiting(pipe):
    return struct.unpack('i', fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


class Json(unittest.TestCase):
    def test_every_line_is_an_object_of_the_contract(self):
        with Foreign(stream) as server, watch(server.url, '--count', 3) as program:
            objects = program.objects()
            self.assertEqual(program.status(), DONE)
        self.assertEqual([o['state'] for o in objects if o['kind'] == 'state'], ['connecting', 'open', 'closed'])
        self.assertTrue(all(set(o) == {'kind', 'state', 'reason'} for o in objects if o['kind'] == 'state'))
        events = [o for o in objects if o['kind'] == 'event']
        self.assertTrue(all(set(event) == EVENT for event in events), events)
        self.assertEqual([event['seq'] for event in events][:2], [1, 2])
        self.assertEqual([event['type'] for event in events], ['message', 'price', 'message'])
        self.assertEqual([event['data'] for event in events], [{'n': 1}, 'two', 3])
        self.assertEqual({event['time'] for event in events}, {None})
        self.assertEqual({event['latency_us'] for event in events}, {None})

    def test_the_last_line_is_the_total_and_counts_what_was_printed(self):
        with Foreign(stream) as server, watch(server.url, '--count', 2) as program:
            objects = program.objects()
        total = objects[-1]
        self.assertEqual(set(total), TOTAL)
        self.assertEqual(total['kind'], 'total')
        self.assertEqual(sum(o['kind'] == 'event' for o in objects), 2)
        self.assertEqual(total['events'], 2)
        self.assertEqual(total['payload_bytes'], len('{"n":1}' 'two'))
        self.assertEqual((total['connections'], total['requests']), (1, 1))
        self.assertEqual(total['latency_us'], {'p50': None, 'p95': None, 'p99': None, 'max': None})
        self.assertGreater(total['wire_bytes_in'], len(THREE))
        self.assertGreater(total['wire_bytes_out'], 0)

    def test_signals_end_it_with_the_total(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with Foreign(stream) as server, watch(server.url) as program:
                program.until('event')
                program.interrupt(number)
                objects = program.objects()
                self.assertEqual(program.status(), DONE)
            self.assertEqual(objects[-1]['kind'], 'total')
            self.assertEqual(objects[-2], {'kind': 'state', 'state': 'closed', 'reason': None})

    def test_gaps_are_told(self):
        def answer(request):
            return request.stream('id: 1\ndata: 1\n\nid: 5\ndata: 5\n\n')
        with Foreign(answer) as server, watch(server.url, '--count', 2) as program:
            objects = program.objects()
        self.assertIn({'kind': 'gap', 'lost': 3}, objects)
        self.assertEqual(objects[-1]['lost'], 3)

    def test_data_stays_on_one_line_and_keeps_its_digits(self):
        text = '[1.10,99999999999999999999,\ndata: "a\\nb"]'
        def answer(request):
            return request.stream(f'data: {text}\n\n')
        with Foreign(answer) as server, watch(server.url, '--count', 1) as program:
            line = next(line for line in program.lines() if '"event"' in line)
        self.assertIn('"data":[1.10,99999999999999999999, "a\\nb"]', line)
        json.loads(line)

    def test_text_that_is_no_json_becomes_a_string(self):
        def answer(request):
            return request.stream('data: {"a":1} {"b":2}\n\ndata: [0x10]\n\ndata: é"\\\n\ndata\n\n')
        with Foreign(answer) as server, watch(server.url, '--count', 4) as program:
            data = [o['data'] for o in program.objects() if o['kind'] == 'event']
        self.assertEqual(data, ['{"a":1} {"b":2}', '[0x10]', 'é"\\', ''])


class Text(unittest.TestCase):
    def test_a_line_has_time_number_type_and_data(self):
        with Foreign(stream) as server, Program('watch', '--count', 2, server.url) as program:
            lines = program.lines()
            self.assertEqual(program.status(), DONE)
        self.assertRegex(lines[0], r'^\d\d:\d\d:\d\d\.\d{3}  1  message  \{"n":1\}\n$')
        self.assertRegex(lines[1], r'^\d\d:\d\d:\d\d\.\d{3}  2  price  two\n$')
        self.assertRegex(lines[2], r'^Total: 2 events, 0 lost, .*1 request,.*1 connection .*payload 10 B')
        self.assertEqual(len(lines), 3)
        self.assertEqual(program.errors, '', 'progress is for terminals')

    def test_a_terminal_cannot_be_attacked(self):
        def answer(request):
            return request.stream('event: \x1b[1m\ndata: \x1b]0;owned\x07\ndata: \x9b2J‮é\t\n\n')
        with Foreign(answer) as server, Program('watch', '--count', 1, server.url) as program:
            line = program.line()
        self.assertTrue(line.endswith('\\x1b[1m  \\x1b]0;owned\\x07\\n\\u009b2J\\u202eé\\t\n'), repr(line))

    def test_gaps_are_told_on_standard_error(self):
        def answer(request):
            return request.stream('id: 1\ndata: 1\n\nid: 5\ndata: 5\n\n')
        with Foreign(answer) as server, Program('watch', '--count', 2, server.url) as program:
            program.status()
            self.assertIn('3 events are missing here.', program.errors)


    def test_a_gap_of_unknown_size_is_not_passed_over_in_the_total(self):
        def answer(request):
            return request.stream('id: 1\ndata: 1\n\nevent: gap\ndata: {"lost": null}\n\nid: 5\ndata: 5\n\n')
        with Foreign(answer) as server, Program('watch', '--count', 2, server.url) as program:
            total = program.lines()[-1]
            self.assertEqual(program.status(), DONE)
        self.assertIn(', 0 lost (besides 1 gap of unknown size), ', total)


class FindingOut(unittest.TestCase):
    def test_a_websocket_url_is_nothing_else(self):
        with Foreign(lambda request: request.respond('200 OK', 'text/plain', 'world')) as server, \
             watch(server.websocket_url) as program:
            self.assertEqual(program.status(), FAILED)
            self.assertIn('instead of opening a WebSocket', program.errors)

    def test_one_request_is_enough_for_an_event_stream(self):
        with Foreign(stream) as server, watch(server.url, '--count', 1) as program:
            program.objects()
        self.assertEqual(len(server.requests), 1)
        self.assertIn('text/event-stream', server.requests[0].headers['accept'])

    def test_json_is_polled(self):
        def answer(request):
            return request.respond('200 OK', 'application/json', json.dumps({'request': len(server.requests)}))
        with Foreign(answer) as server, watch(server.url, '--interval', 0.02, '--count', 3) as program:
            objects = program.objects()
            self.assertEqual(program.status(), DONE)
        self.assertEqual([o['state'] for o in objects if o['kind'] == 'state'], ['connecting', 'open', 'closed'])
        self.assertEqual([o['data'] for o in objects if o['kind'] == 'event'], [{'request': n} for n in (2, 3, 4)])
        self.assertEqual(objects[-1]['requests'], 4, 'finding out is not free')

    def test_a_server_that_streams_nothing_is_polled(self):
        def answer(request):
            if request.headers.get('accept') == 'text/event-stream':
                return request.respond('406 Not Acceptable', None, '')
            return request.respond('200 OK', 'application/json', '1')
        with Foreign(answer) as server, watch(server.url, '--count', 1) as program:
            self.assertEqual(program.objects()[-1]['events'], 1)

    def test_a_status_that_is_final_is_the_end(self):
        def answer(request):
            return request.respond('404 Not Found', 'text/plain', 'Not Found')
        with Foreign(answer) as server, watch(server.url) as program:
            objects = program.objects()
            self.assertEqual(program.status(), FAILED)
        self.assertEqual([o['kind'] for o in objects], ['state', 'state', 'total'])
        self.assertIn('404', objects[1]['reason'])
        self.assertIn('404', program.errors)

    def test_what_a_problem_says_is_told(self):
        def answer(request):
            problem = {'title': 'Not Found', 'status': 404, 'detail': 'It begins with its first POST.\x1b[2J'}
            return request.respond('404 Not Found', 'application/problem+json', json.dumps(problem))
        with Foreign(answer) as server, watch(server.url) as program:
            objects = program.objects()
            self.assertEqual(program.status(), FAILED)
        self.assertIn(': It begins with its first POST. [2J', objects[1]['reason'])
        self.assertIn(': It begins with its first POST. [2J', program.errors)

    def test_a_server_that_is_not_there_yet_is_tried_again(self):
        port = free_port()
        with watch(f'http://127.0.0.1:{port}/') as program:
            states = [json.loads(program.line()) for _ in range(3)]
            program.interrupt()
            self.assertEqual(program.objects()[-1]['kind'], 'total')
            self.assertEqual(program.status(), DONE)
        self.assertEqual([state['state'] for state in states], ['connecting', 'retrying', 'connecting'])
        self.assertTrue(states[1]['reason'])


class WebSockets(unittest.TestCase):
    @staticmethod
    def talk(code):
        def answer(request):
            socket = WebSocket(request)
            socket.send(TEXT, b'{"price":  1.10}')
            socket.send(TEXT, b'hello\nworld')
            socket.send(BINARY, b'\x00\xff')
            socket.close(code)
            return False
        return answer

    def test_are_what_a_ws_url_opens(self):
        with Foreign(self.talk(1000)) as server, watch(server.websocket_url) as program:
            objects = program.objects()
            self.assertEqual(program.status(), DONE, 'closed in good order')
            self.assertEqual(program.errors, '')
        events = [o for o in objects if o['kind'] == 'event']
        self.assertEqual([event['data'] for event in events], [{'price': 1.1}, 'hello\nworld', 'AP8='])
        self.assertEqual([event.get('encoding') for event in events], [None, None, 'base64'])
        self.assertEqual({event['seq'] for event in events}, {None})

    def test_print_text_on_one_line_and_bytes_in_base64(self):
        with Foreign(self.talk(1000)) as server, Program('watch', server.websocket_url) as program:
            lines = program.lines()
        self.assertRegex(lines[1], r'  -  message  hello\\nworld\n$')
        self.assertRegex(lines[2], r'  -  message  base64:AP8=\n$')

    def test_closed_for_a_reason_that_stays_are_a_failure(self):
        with Foreign(self.talk(1003)) as server, watch(server.websocket_url) as program:
            self.assertEqual(program.objects()[-1]['events'], 3)
            self.assertEqual(program.status(), FAILED)
            self.assertIn('1003', program.errors)

    def test_open_an_http_url_where_the_pattern_is_asked_for(self):
        with Foreign(self.talk(1000)) as server, \
             watch(server.url, '--pattern', 'websocket', '--count', 1) as program:
            self.assertEqual(program.objects()[-1]['events'], 1)


class Ends(unittest.TestCase):
    def test_a_204_is_the_end_in_good_order(self):
        def answer(request):
            return request.respond('204 No Content', None, '')
        for pattern in [[], ['--pattern', 'server-sent-events']]:
            with Foreign(answer) as server, watch(server.url, *pattern) as program:
                self.assertEqual(program.objects()[-1]['events'], 0)
                self.assertEqual(program.status(), DONE)
                self.assertEqual(program.errors, '')

    def test_a_wrong_content_type_is_a_failure_where_the_pattern_was_asked_for(self):
        def answer(request):
            return request.respond('200 OK', 'text/html', '<p>')
        with Foreign(answer) as server, watch(server.url, '--pattern', 'server-sent-events') as program:
            self.assertEqual(program.objects()[-1]['kind'], 'total')
            self.assertEqual(program.status(), FAILED)
            self.assertIn('text/html', program.errors)

    def test_a_reader_that_leaves_ends_it_cleanly(self):
        reader, writer = os.pipe()
        with Foreign(stream) as server, Program('watch', '--json', server.url, stdout=writer) as program:
            os.close(writer)
            self.assertTrue(os.read(reader, 1))
            os.close(reader)
            self.assertEqual(program.status(), DONE)
            self.assertEqual(program.errors, '')

    def test_a_signal_ends_it_also_when_nobody_reads(self):
        reader, writer = os.pipe()
        size = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        text = f'data: {"x" * 2 * size}\n\n' * 2
        def answer(request):
            return request.stream(text)
        with Foreign(answer) as server, Program('watch', server.url, stdout=writer) as program:
            os.close(writer)
            wait_for(lambda: bytes_waiting(reader) == size, 'a full pipe')
            program.interrupt()
            self.assertEqual(program.status(), FAILED)
        os.close(reader)

    def test_many_events_arrive_complete_and_in_order(self):
        text = ''.join(f'id: {n}\ndata: {n}\n\n' for n in range(1, 20001))
        def answer(request):
            return request.stream(text)
        with Foreign(answer) as server, watch(server.url, '--count', 20000) as program:
            time.sleep(0.2)
            numbers = [o['seq'] for o in program.objects() if o['kind'] == 'event']
        self.assertEqual(numbers, list(range(1, 20001)))


class Requests(unittest.TestCase):
    def test_carry_the_headers_asked_for(self):
        options = ['--header', 'Authorization: Bearer a:b', '--header', 'X-Two:2']
        with Foreign(stream) as server, watch(server.url, '--count', 1, *options) as program:
            program.objects()
        self.assertEqual(server.requests[0].headers['authorization'], 'Bearer a:b')
        self.assertEqual(server.requests[0].headers['x-two'], '2')


if __name__ == '__main__':
    main()
