# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of other people against our server: Node's fetch, ws, eventsource, and curl."""

import json
import shutil
import subprocess
import unittest

import interop
import support
import wire

PATH = '/channels/clients'
EVENTS = 20


class Clients(unittest.TestCase):
    def setUp(self):
        self.serve = support.Serve()
        self.addCleanup(self.serve.__exit__)
        self.port = interop.port_of(self.serve)
        self.first = self.publish('first')

    def publish(self, data):
        with wire.Client(self.port) as client:
            message, body = client.post(PATH, json.dumps(data).encode())
        self.assertEqual(message.status, 201, body)
        return json.loads(body)['seq']

    def receive(self, kind, *modules, base=None, then=lambda: None):
        """Every event reaches the client once and in order; in the middle @then happens."""
        interop.need_node(*modules)
        url = f'{base or self.serve.urls["main"].rstrip("/")}{PATH}?after={self.first}'
        with interop.Node('clients.js', kind, url) as client:
            client.until('open')
            for half in range(2):
                for n in range(EVENTS):
                    self.publish({'n': n, 'text': 'é' * n * 20})
                for n in range(EVENTS):
                    self.assertEqual(client.until('event'), {
                        'what': 'event', 'seq': self.first + half * EVENTS + n + 1,
                        'data': {'n': n, 'text': 'é' * n * 20}})
                if half == 0:
                    then()
            metrics = interop.read_metrics(self.port)
            self.assertEqual(metrics['roundtrip_events_delivered_total', kind, ''], 2 * EVENTS)
            # As many as the client likes: Node's fetch keeps several.
            self.assertGreaterEqual(metrics['roundtrip_connections', kind, ''], 1)
        interop.wait_for_connections(self.port, kind, 0)

    def test_fetch_polls(self):
        self.receive('short-polling')

    def test_fetch_polls_long(self):
        self.receive('long-polling')

    def test_websocket_of_ws_receives(self):
        self.receive('websocket', 'ws')

    def test_eventsource_receives(self):
        self.receive('server-sent-events', 'eventsource')

    def test_eventsource_goes_on_where_it_was_cut(self):
        proxy = interop.Proxy(self.port)
        self.addCleanup(proxy.close)
        self.receive('server-sent-events', 'eventsource', base=proxy.url, then=proxy.cut)

    def curl(self, *arguments, text=None):
        if shutil.which('curl') is None:
            self.skipTest('curl is not installed')
        result = subprocess.run(['curl', '--silent', '--show-error', '--http1.1', *arguments], input=text or b'',
                                capture_output=True, timeout=support.DEADLINE, check=False)
        return result.stdout

    def test_curl_posts_in_chunks(self):
        answer = self.curl('--header', 'Transfer-Encoding: chunked', '--header', 'Content-Type: application/json',
                           '--data-binary', '@-', self.serve.url(PATH), text=b'["' + b'x' * 100000 + b'"]')
        self.assertEqual(json.loads(answer), {'seq': self.first + 1})

    def test_curl_asks_for_the_head_alone(self):
        head = self.curl('--head', self.serve.url('/hello')).decode()
        self.assertTrue(head.startswith('HTTP/1.1 200'), head)
        self.assertIn('content-length: 5\r\n', head.lower())

    def test_curl_reads_a_stream_as_it_comes(self):
        output = self.curl('--no-buffer', '--max-time', '1', '--header', 'Accept: text/event-stream',
                           f'{self.serve.url(PATH)}?after={self.first - 1}')
        self.assertIn(f'id: {self.first}\nevent: message\n', output.decode())
        interop.wait_for_connections(self.port, 'server-sent-events', 0)


if __name__ == '__main__':
    support.main()
