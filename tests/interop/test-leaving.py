# SPDX-License-Identifier: GPL-3.0-or-later
"""Who leaves a connection on which nothing happens is noticed at once, and who comes in
a crowd is let in."""

import resource
import socket
import unittest

import interop
import support
import wire

PATH = '/channels/ticker'
# Types that nobody publishes: nothing will happen by itself.
QUIET = f'{PATH}?types=none'
ENDINGS = [wire.Client.leave, wire.Client.reset, wire.Client.leave_and_reset]
CROWD = 900


def hold_poll(client):
    client.ask('GET', QUIET, ['Prefer: wait=60'])


def open_stream(client):
    client.open_stream(QUIET)


def open_websocket(client):
    client.open_websocket(QUIET)


def keep_alive(client):
    assert client.get('/hello')[1] == b'world'


def poll_once(client):
    client.get(PATH)


IDLE = {'long-polling': hold_poll, 'server-sent-events': open_stream, 'websocket': open_websocket,
        'request-response': keep_alive, 'short-polling': poll_once}


class Leaving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.serve = support.Serve()
        cls.addClassCleanup(cls.serve.__exit__)
        cls.port = interop.port_of(cls.serve)

    def leave(self, pattern):
        for end in ENDINGS:
            clients = [wire.Client(self.port) for _ in range(5)]
            for client in clients:
                IDLE[pattern](client)
            interop.wait_for_connections(self.port, pattern, len(clients))
            for client in clients:
                end(client)
            interop.wait_for_connections(self.port, pattern, 0)

    def test_held_long_poll_ends_with_its_client(self):
        self.leave('long-polling')

    def test_idle_event_stream_ends_with_its_client(self):
        self.leave('server-sent-events')

    def test_idle_websocket_ends_with_its_client(self):
        self.leave('websocket')

    def test_kept_connection_ends_with_its_client(self):
        self.leave('request-response')

    def test_polled_connection_ends_with_its_client(self):
        self.leave('short-polling')

    def test_connection_that_never_asked_ends_with_its_client(self):
        for end in ENDINGS:
            before = interop.read_metrics(self.port)['roundtrip_connections_opened_total', 'other', '']
            end(wire.Client(self.port))
            # Asking is a connection as well.
            interop.wait_for(lambda: interop.read_metrics(self.port)['roundtrip_connections', 'other', ''] == 1,
                             'the connection to end')
            after = interop.read_metrics(self.port)['roundtrip_connections_opened_total', 'other', '']
            self.assertGreater(after, before + 1)

    def test_requests_whose_client_is_gone_at_once_are_counted_and_end(self):
        for pattern in ('long-polling', 'server-sent-events', 'websocket'):
            requests = interop.read_metrics(self.port)['roundtrip_requests_total', pattern, '']
            for number in range(60):
                client = wire.Client(self.port)
                headers = {'long-polling': ['Prefer: wait=60'],
                           'server-sent-events': ['Accept: text/event-stream'],
                           'websocket': ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
                                         'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']}
                client.ask('GET', QUIET, headers[pattern])
                ENDINGS[number % len(ENDINGS)](client)
            interop.wait_for(lambda: interop.read_metrics(self.port)['roundtrip_requests_total', pattern, ''] ==
                             requests + 60, f'60 requests of {pattern}')
            interop.wait_for_connections(self.port, pattern, 0)


class Crowds(unittest.TestCase):
    def test_900_who_come_at_once_are_let_in(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        # The server keeps as many for the other ends, and a reserve.
        if hard < 2 * CROWD + 256:
            self.skipTest(f'this process may open {hard} files at most')
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))

        with support.Serve() as serve:
            port = interop.port_of(serve)
            crowd = [socket.socket() for _ in range(CROWD)]
            for one in crowd:
                self.addCleanup(one.close)
                one.setblocking(False)
                one.connect_ex(('127.0.0.1', port))
            for one in crowd:
                one.settimeout(support.DEADLINE)
                one.sendall(wire.encode_request('GET', '/hello'))
            answers = [one.recv(65536) for one in crowd]

            self.assertEqual(sum(b'200 OK' in answer and answer.endswith(b'world') for answer in answers), CROWD)
            metrics = interop.read_metrics(port)
            self.assertEqual(metrics['roundtrip_connections_opened_total', 'request-response', ''], CROWD)
            self.assertEqual(metrics['roundtrip_requests_total', 'request-response', ''], CROWD)


if __name__ == '__main__':
    support.main()
