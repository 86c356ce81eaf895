# SPDX-License-Identifier: GPL-3.0-or-later
"""/metrics and the clients' totals against a capture of loopback, while every pattern
carries thousands of events and its clients come and go in every way there is."""

import concurrent.futures
import contextlib
import itertools
import json
import signal
import time
import unittest

import interop
import capture
import support
import wire

PATTERNS = ['request-response', 'short-polling', 'long-polling', 'server-sent-events', 'websocket', 'other']
READ_BY = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
PATH = '/channels/capture'
ENOUGH = 2000

# How many events each way of publishing brings, and how many unknown paths are asked for.
POSTED_BY_OURS = 700
POSTED_BY_HAND = 700
SENT_BY_WEBSOCKET = 400
MIXED = 60
EVENTS_A_MIXED = 6
CHATS = 20
UNKNOWN = 2050
TOTAL = POSTED_BY_OURS + POSTED_BY_HAND + SENT_BY_WEBSOCKET + MIXED * EVENTS_A_MIXED

ENDINGS = [wire.Client.leave, wire.Client.reset, wire.Client.half_close, wire.Client.leave_and_reset]
DEADLINE = 45


def payload(number):
    """JSON of many lengths, some of several lines' worth of bytes."""
    return json.dumps({'n': number, 'text': 'x' * (number * 37 % 700)}).encode()


class Crowd:
    """Everybody who talks to one server, all at once."""

    def __init__(self, serve):
        self.serve = serve
        self.port = interop.port_of(serve)
        self.endings = itertools.cycle(ENDINGS)
        self.hosts = itertools.cycle(['127.0.0.1', '::1'] if self._has_ipv6() else ['127.0.0.1'])
        self.first = 0

    def _has_ipv6(self):
        with contextlib.suppress(OSError), wire.Client(self.port, '::1'):
            return True
        return False

    @property
    def last(self):
        return self.first + TOTAL

    def client(self):
        return wire.Client(self.port, next(self.hosts))

    def end(self, client):
        next(self.endings)(client)

    # Who publishes.

    def begin(self):
        with self.client() as client:
            message, body = client.post(PATH, b'"first"')
            assert message.status == 201, body
        self.first = json.loads(body)['seq']

    def publish_by_ours(self):
        lines = ''.join(payload(n).decode() + '\n' for n in range(POSTED_BY_OURS))
        status, output, errors = support.run('publish', '--json', self.serve.url(PATH), text=lines)
        assert status == support.DONE, errors
        assert len(output.splitlines()) == POSTED_BY_OURS

    def publish_by_hand(self):
        for begin in range(0, POSTED_BY_HAND, 50):
            client = self.client()
            for number in range(begin, begin + 50):
                message, _ = client.post(PATH, payload(number))
                assert message.status == 201
            self.end(client)

    def publish_by_websocket(self):
        for begin in range(0, SENT_BY_WEBSOCKET, 100):
            client = self.client()
            client.open_websocket(PATH)
            for number in range(begin, begin + 100):
                client.send_frame(wire.TEXT, payload(number))
            client.send_frame(wire.PING, b'all?')
            while client.frame().opcode != wire.PONG:
                pass
            self.end(client)

    def publish_on_the_way(self):
        """Several patterns one after the other on each connection."""
        for number in range(MIXED):
            client = self.client()
            for _ in range(EVENTS_A_MIXED):
                client.post(PATH, payload(number))
                client.get(f'{PATH}?after={self.first}&limit=2')
                client.get(f'{PATH}?after={self.first}&limit=1', 'Prefer: wait=5')
                client.get('/nowhere')
                client.get('/bitcoin')
                client.get('/hello')
            if number % 3 == 0:
                client.open_stream(f'{PATH}?after={self.first}')
                client.event()
            elif number % 3 == 1:
                client.open_websocket(f'{PATH}?after={self.first}')
                client.frame()
            self.end(client)

    def ask_unknown(self):
        client = self.client()
        for number in range(UNKNOWN):
            message, _ = client.get(f'/unknown/{number}')
            assert message.status == 404
            if number % 100 == 99:
                self.end(client)
                client = self.client()
        self.end(client)

    # Who is told a story.

    def chat(self):
        """Everybody hears everybody, until each is gone in its way."""
        for _ in range(CHATS):
            clients = [self.client() for _ in ENDINGS]
            for client in clients:
                client.open_websocket('/chat')
            for number, client in enumerate(clients):
                client.send_frame(wire.TEXT, payload(number))
                while b' says: ' + payload(number) not in client.frame().payload:
                    pass
            for client in clients:
                self.end(client)

    def validate(self):
        """One waits for the verdict, by each way there is; the others are gone before it."""
        body = json.dumps({'musicName': 'Imagine', 'capacity': 1}).encode()
        for _ in ENDINGS:
            client = self.client()
            client.ask('POST', '/validate-music', [], body)
            self.end(client)
            client = self.client()
            client.open_websocket('/')
            client.send_frame(wire.TEXT, b'start')
            self.end(client)
        with self.client() as held, self.client() as told:
            held.ask('POST', '/validate-music', [], body)
            told.open_websocket('/')
            told.send_frame(wire.TEXT, b'start')
            while b'complete' not in told.frame().payload:
                pass
            message, _ = held.answer('POST')
            assert message.status == 200, message.line

    def hand_in(self):
        """Jobs, which nobody waits for to the end."""
        for _ in range(MIXED):
            client = self.client()
            message, body = client.post('/submit', b'{}')
            assert message.status == 200, message.line
            client.ask('GET', f'/check-status?jobId={body.decode().strip()}')
            self.end(client)

    # Who reads, each until the last event, in order and without loss.

    def read(self, seq, expected):
        assert seq == expected, f'{seq} came, {expected} was next'
        return seq

    def read_answer(self, body, cursor):
        for event in json.loads(body)['events']:
            cursor = self.read(event['seq'], cursor + 1)
        return cursor

    def poll(self, *fields):
        """Short, or with @fields long polling; gone at times while an answer is on its way."""
        cursor = self.first
        client = self.client()
        for number in itertools.count(1):
            if cursor == self.last:
                break
            message, body = client.get(f'{PATH}?after={cursor}&limit=20', f'If-None-Match: "{cursor}"', *fields)
            assert message.status in (200, 304), message.line
            cursor = self.read_answer(body, cursor) if message.status == 200 else cursor
            if number % 10 == 0:
                if number % 20 == 0:
                    client.ask('GET', f'{PATH}?after={cursor}&limit=20', fields)
                self.end(client)
                client = self.client()
        self.end(client)

    def poll_short(self):
        self.poll()

    def poll_long(self):
        self.poll('Prefer: wait=10')

    def read_stream(self):
        cursor = self.first
        while cursor < self.last:
            client = self.client()
            client.open_stream(PATH, f'Last-Event-ID: {cursor}')
            for _ in range(min(150, self.last - cursor)):
                cursor = self.read(int(client.event()['id']), cursor + 1)
            self.end(client)

    def read_websocket(self):
        cursor = self.first
        while cursor < self.last:
            client = self.client()
            client.open_websocket(f'{PATH}?after={cursor}', 'Sec-WebSocket-Protocol: roundtrip.v1')
            for _ in range(min(150, self.last - cursor)):
                cursor = self.read(json.loads(client.frame().payload)['seq'], cursor + 1)
            if cursor % 2 == 0:
                client.send_frame(wire.CLOSE, b'\x03\xe8')
            self.end(client)

    def vanish(self):
        """Opens what is then held, and is gone before anything is said."""
        for number in range(120):
            client = self.client()
            if number % 4 == 0:
                client.ask('GET', f'{PATH}?types=none', ['Prefer: wait=30'])
            elif number % 4 == 1:
                client.open_stream(PATH)
            elif number % 4 == 2:
                client.open_websocket(PATH)
            else:
                client.send(b'GET /hel')
            if number % 8 < 4:
                time.sleep(0.005)
            self.end(client)

    def watch_and_die(self, pattern):
        """Our own client, killed and started again where it was."""
        cursor = self.first
        for number in range(3):
            with support.Program('watch', '--json', '--pattern', pattern, '--interval', '0.01', '--after', cursor,
                                 self.serve.url(PATH)) as program:
                for _ in range(100 + 50 * number):
                    cursor = self.read(program.until('event')[-1]['seq'], cursor + 1)
                program.process.send_signal(signal.SIGKILL)
                program.process.wait(wire.DEADLINE)

    def watch(self, pattern):
        """Our own client, from the first event to the last; gives its total."""
        cursor = self.first
        with support.Program('watch', '--json', '--pattern', pattern, '--interval', '0.01', '--after', cursor,
                             '--header', f'X-Client: {pattern}', self.serve.url(PATH)) as program:
            while cursor < self.last:
                cursor = self.read(program.until('event')[-1]['seq'], cursor + 1)
            program.interrupt()
            return program.until('total')[-1]

    def run(self):
        """All of them; gives the totals of our clients, by pattern."""
        self.begin()
        tasks = [self.publish_by_ours, self.publish_by_hand, self.publish_by_websocket, self.publish_on_the_way,
                 self.ask_unknown, self.poll_short, self.poll_long, self.read_stream, self.read_websocket, self.vanish,
                 self.chat, self.validate, self.hand_in]
        with concurrent.futures.ThreadPoolExecutor(32) as threads:
            totals = {pattern: threads.submit(self.watch, pattern) for pattern in READ_BY}
            running = [threads.submit(task) for task in tasks]
            running += [threads.submit(self.watch_and_die, pattern) for pattern in READ_BY]
            for future in concurrent.futures.as_completed([*running, *totals.values()], DEADLINE):
                future.result()
        return {pattern: total.result() for pattern, total in totals.items()}


def is_quiet(port):
    """Whether the server knows that everybody has left, but for who asks."""
    metrics = interop.read_metrics(port)
    return sum(value for (name, _, _), value in metrics.items() if name == 'roundtrip_connections') == 1


def before_the_last_answer(packets):
    """What had passed when /metrics was answered for the last time: that answer, and no
    other byte, came after the figures that it carries."""
    last = max(i for i, packet in enumerate(packets) if packet.flags & capture.SYN and packet.direction == capture.IN)
    peer = packets[last].peer
    answer = next(i for i, packet in enumerate(packets)
                  if i > last and packet.peer == peer and packet.direction == capture.OUT and packet.payload)
    return packets[:answer]


class Counters(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        reason = capture.why_not()
        if reason:
            raise unittest.SkipTest(reason)
        with support.Serve('--speed', '1', '--json') as serve:
            crowd = Crowd(serve)
            with capture.Capture(crowd.port) as packets:
                cls.clients = crowd.run()
                interop.wait_for(lambda: is_quiet(crowd.port), 'everybody to have left')
                cls.metrics = interop.read_metrics(crowd.port)
                serve.interrupt()
                cls.totals = {row['pattern']: row for row in serve.until('total')[-1]['patterns']}
                cls.packets = packets.stop()
        cls.at_metrics = capture.count(before_the_last_answer(cls.packets))
        cls.at_the_end = capture.count(cls.packets)

    def compare_bytes(self, told, captured):
        self.assertEqual({key: (told[key], captured[key].bytes) for key in told if told[key] != captured[key].bytes},
                         {}, '(told, captured) differ')

    def compare_segments(self, told, captured):
        """Who reads the counters at the close cannot know of what the kernel sends again later."""
        self.assertEqual({key: (told[key], captured[key].segments) for key in told
                          if not 0 <= captured[key].segments - told[key] <= captured[key].sent_again},
                         {}, '(told, captured) differ')

    def metric(self, name):
        return {(pattern, direction): self.metrics[name, pattern, direction]
                for pattern in PATTERNS for direction in ('in', 'out')}

    def total(self, name):
        return {(pattern, direction): self.totals[pattern][f'{name}_{direction}']
                for pattern in PATTERNS for direction in ('in', 'out')}

    def test_every_pattern_carried_enough(self):
        for pattern in READ_BY:
            self.assertGreaterEqual(self.metrics['roundtrip_events_delivered_total', pattern, ''], ENOUGH, pattern)
        for pattern in ('request-response', 'other'):
            self.assertGreaterEqual(self.metrics['roundtrip_requests_total', pattern, ''], ENOUGH, pattern)
        for pattern in PATTERNS:
            self.assertGreaterEqual(self.metrics['roundtrip_connections_opened_total', pattern, ''], 10, pattern)

    def test_wire_bytes_of_metrics_are_those_captured(self):
        self.compare_bytes(self.metric('roundtrip_wire_bytes_total'), self.at_metrics)

    def test_segments_of_metrics_are_those_captured(self):
        self.compare_segments(self.metric('roundtrip_segments_total'), self.at_metrics)

    def test_wire_bytes_of_the_servers_total_are_those_captured(self):
        self.compare_bytes(self.total('wire_bytes'), self.at_the_end)

    def test_segments_of_the_servers_total_are_those_captured(self):
        self.compare_segments(self.total('segments'), self.at_the_end)

    def test_totals_of_our_clients_are_those_captured(self):
        found = {pattern: (total['connections'], total['events'], total['wire_bytes_in'], total['wire_bytes_out'])
                 for pattern, total in self.clients.items()}
        # What the server says to who has left without a word is in nobody's hand.
        expected = {}
        for pattern in self.clients:
            mine = [connection for connection in capture.connections_of(self.packets)
                    if any(request.headers.get('x-client') == pattern for request, _ in connection.requests)]
            taken = [len(one.flows[capture.OUT].data) if pattern == 'websocket' else one.taken for one in mine]
            expected[pattern] = (len(mine), TOTAL, sum(taken),
                                 sum(len(one.flows[capture.IN].data) for one in mine))
        self.assertEqual(found, expected)


if __name__ == '__main__':
    support.main()
