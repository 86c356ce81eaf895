# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli watch --trace and --bytes: what passes on the connections."""

import re
import unittest

from support import DONE, Foreign, Program, Serve, main
from websocket import WebSocket

TRACE = {'kind', 'id', 'time', 'connection', 'direction', 'what', 'summary', 'answers', 'bytes', 'payload_bytes',
         'overhead_bytes', 'empty', 'cut_off', 'lost'}
PART = {'name', 'value', 'remark', 'offset', 'length', 'parts'}
LINE = re.compile(r'([<>*]) \d\d:\d\d:\d\d\.\d{6} (\d+) (.*)')
ONE = 'id: 1\nevent: tick\ndata: 42\n\n'


def stream(request):
    return request.stream(ONE)


def websocket(request):
    return WebSocket(request).receive() is None


def told(program):
    """The lines about the connections, without when and on which."""
    assert program.status() == DONE, program.errors
    return [f'{match[1]} {match[3]}' for match in map(LINE.fullmatch, program.errors.splitlines()) if match]


def size_of(lines, direction):
    return sum(int(re.search(r' · (\d+) B: ', line)[1]) for line in lines if line[0] == direction)


def traces(objects):
    return [o for o in objects if o['kind'] == 'trace']


def part(parts, name):
    [found] = [p for p in parts if p['name'] == name]
    return found


class Text(unittest.TestCase):
    def test_each_line_says_what_passed_and_how_much_of_it_is_payload(self):
        with Foreign(stream) as server, Program('watch', '--trace', '--count', 1, server.url) as program:
            output = program.lines()
            lines = told(program)
        self.assertEqual(len(output), 2, 'the event and the total: whoever reads them is not disturbed')
        self.assertEqual(lines[0], '* connection opened')
        self.assertRegex(lines[1], r'^> GET / · (\d+) B: 0 payload, \1 overhead$')
        self.assertRegex(lines[2], r'^< 200 OK · (\d+) B: 0 payload, \1 overhead$')
        self.assertEqual(lines[3], f'< event 1 · tick · {len(ONE)} B: 2 payload, {len(ONE) - 2} overhead')
        self.assertEqual(lines[4:], ['* connection closed'])

    def test_all_bytes_of_the_wire_are_told(self):
        with Serve('--speed', 10) as server:
            for pattern in ['server-sent-events', 'websocket', 'long-polling']:
                with Program('watch', '--pattern', pattern, '--json', '--trace', '--count', 2,
                             server.url('/channels/ticker')) as program:
                    objects = program.objects()
                    self.assertEqual(program.status(), DONE)
                for direction, wire in [('in', 'wire_bytes_in'), ('out', 'wire_bytes_out')]:
                    found = sum(o['bytes'] for o in traces(objects) if o['direction'] == direction)
                    self.assertEqual(found, objects[-1][wire], (pattern, direction))

    def test_nothing_is_told_unless_asked_for(self):
        with Foreign(stream) as server, Program('watch', '--count', 1, server.url) as program:
            self.assertEqual(told(program), [])

    def test_bytes_are_taken_apart(self):
        with Foreign(stream) as server, Program('watch', '--bytes', '--count', 1, server.url) as program:
            self.assertEqual(program.status(), DONE)
            errors = program.errors
        self.assertIn('\n  0+16 Request line: GET / HTTP/1.1 — ', errors)
        self.assertIn('\n    0+3 Method: GET\n', errors)
        self.assertIn('\n  18+9 data: 42 — ', errors)


class Json(unittest.TestCase):
    def test_each_is_an_object(self):
        with Foreign(stream) as server, Program('watch', '--trace', '--json', '--count', 1, server.url) as program:
            found = traces(program.objects())
        self.assertTrue(all(set(o) == TRACE for o in found), found)
        self.assertEqual([o['what'] for o in found], ['open', 'request', 'response', 'push', 'close'])
        self.assertEqual([o['direction'] for o in found], [None, 'out', 'in', 'in', None])
        self.assertEqual(found[2]['answers'], found[1]['id'])
        self.assertEqual((found[3]['bytes'], found[3]['payload_bytes']), (len(ONE), 2))

    def test_the_opening_handshake_is_worked_out(self):
        with Foreign(websocket) as server, Program('watch', '--bytes', '--json', server.websocket_url) as program:
            objects = program.until('trace')
            while objects[-1].get('what') != 'response':
                objects += program.until('trace')
            program.interrupt()
            program.lines()
        request, response = traces(objects)[1:3]
        key = part(request['parts'], 'Sec-WebSocket-Key')['value']
        accept = part(response['parts'], 'How the accept key comes about')
        self.assertEqual(set(accept), PART)
        self.assertEqual(part(accept['parts'], 'Sec-WebSocket-Key')['value'], key)
        self.assertEqual(accept['value'], part(response['parts'], 'Sec-WebSocket-Accept')['value'])


if __name__ == '__main__':
    main()
