# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message costs has a closed form: WebSocket frames, event streams, empty polls.
Read from the bytes that real servers and clients send."""

import fractions
import json
import math
import re
import socket
import threading
import time
import unittest

import interop
import support
import websocket
import wire

PATH = '/channels/forms'
SIZES = {0: 2, 125: 2, 126: 4, 65535: 4, 65536: 10}
MASK = 4
CLOSE_NORMALLY = bytes([0x80 | wire.CLOSE, 2, 3, 232])


def json_of(size):
    return b'"' + b'x' * (size - 2) + b'"'


class Served(unittest.TestCase):
    def setUp(self):
        self.serve = support.Serve()
        self.addCleanup(self.serve.__exit__)
        self.port = interop.port_of(self.serve)

    def client(self):
        client = wire.Client(self.port)
        self.addCleanup(client.leave)
        return client

    def publish(self, body, **headers):
        message, answer = self.client().post(PATH, body)
        self.assertEqual(message.status, 201, answer)
        return json.loads(answer)['seq']


class WebSocketHeaders(Served):
    """RFC 6455 section 5.2."""

    def test_frames_of_events_have_2_4_or_10_bytes_more_than_their_data(self):
        self.publish(b'0')
        client = self.client()
        client.open_websocket(PATH)
        for size in SIZES:
            if size > 0:
                self.publish(json_of(size))
                frame = client.frame()
                self.assertEqual((frame.opcode, frame.masked, frame.payload), (wire.TEXT, False, json_of(size)))
                self.assertEqual(frame.header, SIZES[size])

    def test_empty_frame_of_the_server_has_2_bytes(self):
        self.publish(b'0')
        client = self.client()
        client.open_websocket(PATH)
        client.send_frame(wire.PING, b'')
        frame = client.frame()
        self.assertEqual((frame.opcode, frame.payload, frame.header), (wire.PONG, b'', SIZES[0]))

    def test_enveloped_frames_have_their_header_once(self):
        seq = self.publish(b'0')
        client = self.client()
        client.open_websocket(f'{PATH}?after={seq}', 'Sec-WebSocket-Protocol: roundtrip.v1')
        for size in (2, 200, 70000):
            self.publish(json_of(size))
            frame = client.frame()
            self.assertEqual(json.loads(frame.payload)['data'], 'x' * (size - 2))
            self.assertEqual(frame.header, 2 if len(frame.payload) < 126 else 4 if len(frame.payload) < 65536 else 10)

    def test_frames_of_the_plain_text_room_have_2_4_or_10_bytes_more_than_their_text(self):
        client = self.client()
        client.open_websocket('/chat')
        name = f'User{client.address[1]}'.encode()
        joined = client.frame()
        self.assertEqual((joined.payload, joined.header), (name + b' just connected.', 2))
        before = len(name + b' says: ')
        for size in (125, 126, 65535, 65536):
            client.send_frame(wire.TEXT, b'x' * (size - before))
            frame = client.frame()
            self.assertEqual((frame.opcode, frame.masked, frame.payload, frame.header),
                             (wire.TEXT, False, name + b' says: ' + b'x' * (size - before), SIZES[size]))

    def frames_of_our_client(self, arguments, send=None):
        """What our client sends to somebody else's server."""
        frames = []

        def answer(request):
            websocket.WebSocket(request)
            if send:
                request.connection.sendall(send)
            data = bytearray()
            while True:
                while (found := wire.read_frame(data)) is None:
                    if not (some := request.connection.recv(65536)):
                        return False
                    data += some
                frame, end = found
                del data[:end]
                frames.append(frame)
                if frame.opcode == wire.PONG:
                    request.connection.sendall(CLOSE_NORMALLY)
                if frame.opcode == wire.CLOSE:
                    if not any(earlier.opcode == wire.PONG for earlier in frames):
                        request.connection.sendall(CLOSE_NORMALLY)
                    request.connection.shutdown(socket.SHUT_RDWR)
                    return False

        with support.Foreign(answer) as server:
            status, _, errors = support.run(*arguments, server.websocket_url, text=self.text)
        self.assertEqual(status, support.DONE, errors)
        return frames

    def test_frames_of_our_client_have_4_bytes_more_for_the_mask(self):
        sizes = [size for size in SIZES if size > 0]
        self.text = ''.join(json_of(size).decode() + '\n' for size in sizes)
        frames = [frame for frame in self.frames_of_our_client(['publish']) if frame.opcode == wire.TEXT]
        self.assertEqual([(len(frame.payload), frame.header, frame.masked) for frame in frames],
                         [(size, SIZES[size] + MASK, True) for size in sizes])

    def test_empty_frame_of_our_client_has_6_bytes(self):
        self.text = ''
        frames = self.frames_of_our_client(['watch', '--pattern', 'websocket'], send=bytes([0x80 | wire.PING, 0]))
        pong = next(frame for frame in frames if frame.opcode == wire.PONG)
        self.assertEqual((pong.payload, pong.header, pong.masked), (b'', SIZES[0] + MASK, True))


class EventStreams(Served):
    """The event stream format of the HTML standard, section 9.2.6."""

    def block(self, client):
        def read(data, start):
            end = data.find(b'\n\n', start)
            return (bytes(data[start:end + 2]), end + 2) if end >= 0 else None
        return client.need(read)

    def test_plain_event_is_8_bytes_more_than_its_line(self):
        client = self.client()
        client.open_stream('/stream')
        while not (block := self.block(client)).startswith(b'data: '):
            pass
        line = block[len('data: '):-2]
        self.assertRegex(line, rb'^hello from server ---- \[\d+\]$')
        self.assertEqual(len(block), len(line) + 8)

    def event(self, body, query='', type_='message'):
        """The bytes of the event that publishing @body brings, and its number."""
        first = self.publish(b'0')
        client = self.client()
        client.open_stream(f'{PATH}?after={first}{query}')
        message, answer = self.client().post(f'{PATH}?type={type_}', body)
        self.assertEqual(message.status, 201, answer)
        while not (block := self.block(client)).startswith(b'id: '):
            pass
        return block, json.loads(answer)['seq']

    def expected(self, seq, type_, time_, lines, prev=None):
        return (f'id: {seq}\nevent: {type_}\ntime: {time_}\n' + (f'prev: {prev}\n' if prev is not None else '') +
                ''.join(f'data: {line}\n' for line in lines) + '\n').encode()

    def time_of(self, block):
        found = re.search(rb'\ntime: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\n', block)
        self.assertTrue(found, block)
        return found[1].decode()

    def test_event_of_a_channel_is_its_fields_and_nothing_else(self):
        block, seq = self.event(b'{"price": 12.50}', type_='tick')
        self.assertEqual(block, self.expected(seq, 'tick', self.time_of(block), ['{"price": 12.50}']))
        names, time_, line_ends = len('id: event: time: data: '), 27, 5
        self.assertEqual(len(block), len('{"price": 12.50}') + len(str(seq)) + len('tick') + names + time_ + line_ends)

    def test_event_of_a_selection_names_the_one_before_it(self):
        block, seq = self.event(b'1', query='&types=tick', type_='tick')
        self.assertEqual(block, self.expected(seq, 'tick', self.time_of(block), ['1'], prev=0))

    def test_each_further_line_of_data_is_6_bytes_more(self):
        for lines in (['[1,', '2]'], ['[', '1', ']']):
            block, seq = self.event('\n'.join(lines).encode())
            self.assertEqual(block, self.expected(seq, 'message', self.time_of(block), lines))
            one_line, _ = self.event(b'x'.join(line.encode() for line in lines).replace(b'x', b' '))
            self.assertEqual(len(block) - len(one_line), 6 * (len(lines) - 1))


class EmptyPolls(Served):
    """With polls every p and events every e > p, the share of empty polls is 1 - p/e."""

    def figures(self):
        metrics = interop.read_metrics(self.port)
        return [metrics[name, 'short-polling', ''] for name in ('roundtrip_empty_responses_total',
                                                               'roundtrip_requests_total')]

    def share_with(self, e_over_p, polls):
        """An event is published whenever e/p polls have gone by."""
        cursor = self.publish(b'0')
        client = self.client()
        empty_before, before = self.figures()
        for number in range(polls):
            if number % e_over_p < 1:
                self.publish(b'1')
            message, body = client.get(f'{PATH}?after={cursor}', f'If-None-Match: "{cursor}"')
            if message.status == 200:
                cursor = json.loads(body)['next']
        empty, requests = self.figures()
        self.assertEqual(requests - before, polls)
        return fractions.Fraction(empty - empty_before, polls)

    def test_share_is_1_less_p_over_e(self):
        for e_over_p in (fractions.Fraction(2), fractions.Fraction(4), fractions.Fraction(10), fractions.Fraction(5, 2),
                         fractions.Fraction(10, 7)):
            self.assertEqual(self.share_with(e_over_p, 200), 1 - 1 / e_over_p)

    def test_share_of_our_client_by_the_clock_is_near(self):
        first = self.publish(b'0')
        events = 40

        def publish():
            for _ in range(events):
                time.sleep(0.1)
                self.publish(b'1')

        with support.Program('watch', '--json', '--pattern', 'short-polling', '--interval', '0.025', '--after', first,
                             self.serve.url(PATH)) as program:
            publisher = threading.Thread(target=publish)
            publisher.start()
            publisher.join(support.DEADLINE)
            seen = 0
            while seen < events:
                seen += program.until('event')[-1]['kind'] == 'event'
            program.interrupt()
            total = program.until('total')[-1]

        # Of so many polls, so many found an event; those that found two are noise.
        polls = total['requests']
        self.assertGreater(polls, 2 * events)
        share = total['empty'] / polls
        self.assertLess(abs(share - (1 - events / polls)), 2 / math.sqrt(polls))


if __name__ == '__main__':
    support.main()
