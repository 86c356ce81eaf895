# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of other people against validation, jobs and the chat room: Node's fetch, ws,
eventsource, and curl."""

import json
import re
import shutil
import subprocess
import unittest

import interop
import support
import wire

COMPLETE = {'status': 'complete', 'message': 'Music validation complete and valid!'}
STATUS = '\n\nJobStatus: Complete 100%\n\n'


class Rooms(unittest.TestCase):
    def setUp(self):
        self.serve = support.Serve('--speed', 200)
        self.addCleanup(self.serve.__exit__)

    def url(self, port='main'):
        return self.serve.url('', port)

    def node(self, kind, url, *modules, **options):
        interop.need_node(*modules)
        node = interop.Node('rooms.js', kind, url, **options)
        self.addCleanup(node.__exit__)
        return node

    def objects(self, node, last):
        found = []
        while not found or found[-1]['what'] != last:
            found.append(json.loads(node.line()))
        return found

    def curl(self, *arguments):
        if shutil.which('curl') is None:
            self.skipTest('curl is not installed')
        result = subprocess.run(['curl', '--silent', '--show-error', '--http1.1', *arguments], capture_output=True,
                                timeout=support.DEADLINE, check=False)
        return result.stdout.decode()

    def events(self, channel):
        with wire.Client(interop.port_of(self.serve)) as client:
            _, body = client.get(f'/channels/{channel}?after=0')
        return [(one['type'], one['data']) for one in json.loads(body)['events']]

    def test_fetch_validates_two_at_once(self):
        found = self.objects(self.node('validate', self.url()), 'done')
        answers = sorted(one['answer']['message'] for one in found[:-1])
        self.assertEqual(answers, ['The music "Für "Elise"" is valid.', 'The music "月光" is valid.'])
        self.assertEqual([one['status'] for one in found[:-1]], [200, 200])

    def test_fetch_submits_two_jobs_and_asks_for_each(self):
        for port in ('main', 'chat', 'stream'):
            found = self.objects(self.node('jobs', self.url(port)), 'done')
            ids = {one['id'] for one in found if one['what'] == 'submitted'}
            self.assertEqual(len(ids), 2)
            for one in ids:
                self.assertRegex(one, r'^job:\d+$')
            self.assertEqual({one['id']: one['status'] for one in found if one['what'] == 'status'},
                             dict.fromkeys(ids, STATUS))
        told = [(kind, data['progress']) for kind, data in self.events('jobs') if data['jobId'] in ids]
        self.assertEqual(sorted(told, key=lambda one: one[1]),
                         sorted(2 * [('submitted', 0), *(('progress', n) for n in range(10, 100, 10)), ('complete', 100)],
                                key=lambda one: one[1]))

    def test_ws_hears_a_validation(self):
        found = self.objects(self.node('validate-socket', self.url(), 'ws'), 'closed')
        messages = [one['message'] for one in found[:-1]]
        self.assertEqual(messages[-1], COMPLETE)
        self.assertFalse(any(one['binary'] for one in found[:-1]))
        shares = [one['progress'] for one in messages[:-1]]
        self.assertEqual(messages[:-1], [{'status': 'in-progress', 'progress': share} for share in shares])
        self.assertTrue(all(10 <= after - before <= 19 for before, after in zip([0, *shares], shares)), shares)
        self.assertEqual(found[-1]['code'], 1000)

    def test_ws_is_refused_on_the_stream_port(self):
        with wire.Client(interop.port_of(self.serve, 'stream')) as client:
            message, body = client.request('GET', '/', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
                                                        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='])
        self.assertEqual((message.status, body), (404, b'Not Found'))

    def test_ws_chats_in_plain_text_with_readers_of_the_channel(self):
        listener = self.node('listen', self.url() + '/channels/chat?name=Eve', 'eventsource')
        listener.until('open')
        self.assertEqual(listener.until('event'), {'what': 'event', 'type': 'join', 'data': {'name': 'Eve'}})
        one = self.node('chat', self.url('chat'), 'ws', stdin=subprocess.PIPE)
        one_name = f'User{one.until("open")["port"]}'
        two = self.node('chat', self.url('stream') + '/chat', 'ws', stdin=subprocess.PIPE)

        def heard(node, text):
            self.assertEqual(node.until('heard'), {'what': 'heard', 'text': text, 'binary': False})

        def told(kind, **data):
            self.assertEqual(listener.until('event'), {'what': 'event', 'type': kind, 'data': data})

        two_name = f'User{two.until("open")["port"]}'
        heard(one, f'{one_name} just connected.')
        for node in (one, two):
            heard(node, f'{two_name} just connected.')
        told('join', name=one_name)
        told('join', name=two_name)

        one.process.stdin.write('héllo "all"\n'.encode())
        one.process.stdin.flush()
        for node in (one, two):
            heard(node, f'{one_name} says: héllo "all"')
        told('say', name=one_name, text='héllo "all"')

        two.process.stdin.close()
        self.assertEqual(two.until('closed')['code'], 1000)
        told('leave', name=two_name)
        one.process.kill()
        told('leave', name=one_name)

    def test_curl_validates_submits_and_asks(self):
        answer = self.curl('--data', '{"musicName": "Imagine", "capacity": 10}', self.url() + '/validate-music')
        self.assertEqual(answer, '{"message": "The music \\"Imagine\\" is valid."}')
        self.assertRegex(self.curl('--data', 'musicName=a', self.url() + '/validate-music'), '^Not JSON: ')
        submitted = self.curl('--request', 'POST', self.url() + '/submit')
        found = re.fullmatch(r'\n\n(job:\d+)\n\n', submitted)
        self.assertTrue(found, submitted)
        for asked in (found[1], submitted):
            self.assertEqual(self.curl('--get', '--data-urlencode', f'jobId={asked}', self.url('chat') + '/check-status'), STATUS)
        self.assertEqual(self.curl('--write-out', '%{http_code}', '--output', '/dev/null',
                                   self.url() + '/check-status?jobId=job:1'), '404')

    def test_what_is_held_counts_as_long_polling(self):
        port = interop.port_of(self.serve)
        before = interop.read_metrics(port)
        answer = self.curl('--data', '{"musicName": "a", "capacity": 1}', self.url() + '/validate-music')
        self.curl('--request', 'POST', self.url() + '/submit')
        after = interop.read_metrics(port)

        def grown(name, pattern, label=''):
            return after[name, pattern, label] - before[name, pattern, label]

        self.assertEqual(grown('roundtrip_requests_total', 'long-polling'), 1)
        self.assertEqual(grown('roundtrip_events_delivered_total', 'long-polling'), 1)
        self.assertEqual(grown('roundtrip_payload_bytes_total', 'long-polling', 'out'), len(answer))
        self.assertEqual(grown('roundtrip_requests_total', 'request-response'), 1)


if __name__ == '__main__':
    support.main()
