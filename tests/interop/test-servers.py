# SPDX-License-Identifier: GPL-3.0-or-later
"""Our clients against servers of other people: Express and ws, in Node."""

import hashlib
import json
import os
import subprocess
import tempfile
import unittest

import interop
import support


class Servers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        interop.need_node('express', 'ws')
        cls.node = interop.Node('servers.js')
        cls.addClassCleanup(cls.node.__exit__)
        cls.port = int(cls.node.line())

    def setUp(self):
        self.node.forget()

    def url(self, path, scheme='http'):
        return f'{scheme}://127.0.0.1:{self.port}{path}'

    def watch(self, pattern, path, count, *options):
        """The data of @count events, and the total."""
        scheme = 'ws' if pattern == 'websocket' else 'http'
        status, output, errors = support.run('watch', '--json', '--pattern', pattern, '--count', count, *options,
                                             self.url(path, scheme))
        self.assertEqual(status, support.DONE, errors)
        objects = [json.loads(line) for line in output.splitlines()]
        return [one['data'] for one in objects if one['kind'] == 'event'], objects[-1]

    def test_short_polling_takes_an_etag_for_what_it_is(self):
        data, total = self.watch('short-polling', '/state', 4, '--interval', '0.01')
        first = data[0]['step']
        self.assertEqual(data, [{'step': first + n, 'list': ['a', 'é', '\U0001f642']} for n in range(4)])
        self.assertEqual((total['events'], total['connections']), (4, 1))
        self.assertEqual(total['empty'], total['requests'] - 4)
        self.assertGreaterEqual(total['empty'], 4)
        asked = [self.node.until('state')['etag'] for _ in range(total['requests'])]
        self.assertIsNone(asked[0])
        self.assertEqual(len(set(asked[1:])), 3)

    def test_short_polling_of_plain_text_gives_each_text_once(self):
        data, total = self.watch('short-polling', '/plain', 3, '--interval', '0.01', '--header', 'X-Token: secret')
        numbers = [int(text.split()[1]) for text in data]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        said = self.node.until('plain')
        self.assertRegex(said['agent'], r'^Roundtrip/')
        self.assertEqual(said['token'], 'secret')
        self.assertEqual(total['events'], 3)

    def test_request_gives_what_was_answered(self):
        data, total = self.watch('request-response', '/plain', 1)
        self.assertRegex(data[0], r'^line \d+\n$')
        self.assertEqual((total['requests'], total['connections']), (1, 1))

    def test_long_polling_asks_anew_when_a_held_request_is_answered(self):
        data, total = self.watch('long-polling', '/held', 5)
        first = data[0]['held']
        self.assertEqual(data, [{'held': first + n} for n in range(5)])
        self.assertEqual((total['requests'], total['empty'], total['connections']), (5, 0, 1))
        for _ in range(5):
            self.assertTrue(self.node.until('held')['answered'])

    def test_event_stream_goes_on_where_it_broke_off(self):
        data, total = self.watch('server-sent-events', '/stream', 9)
        self.assertEqual(data, [f'first of {n}\nsecond' for n in range(1, 10)])
        # Where it ends in good order the connection is kept; where it breaks, not.
        self.assertEqual((total['events'], total['lost'], total['duplicate'], total['connections']), (9, 0, 0, 2))
        self.assertEqual([self.node.until('stream')['last'] for _ in range(3)], [0, 3, 6])

    def test_without_a_pattern_an_event_stream_is_found_out(self):
        status, output, errors = support.run('watch', '--json', '--count', 2, self.url('/stream'))
        self.assertEqual(status, support.DONE, errors)
        events = [one for one in map(json.loads, output.splitlines()) if one['kind'] == 'event']
        self.assertEqual([(one['seq'], one['type']) for one in events], [(1, 'step'), (2, 'step')])
        self.node.until('stream')

    def test_without_a_pattern_json_is_polled(self):
        status, output, errors = support.run('watch', '--json', '--count', 2, '--interval', '0.01', self.url('/state'))
        self.assertEqual(status, support.DONE, errors)
        self.assertEqual(json.loads(output.splitlines()[-1])['events'], 2)

    def test_publishing_posts_every_message_once_and_in_order(self):
        lines = ''.join(json.dumps({'n': n, 'text': 'é' * n}) + '\n' for n in range(20))
        status, output, errors = support.run('publish', '--json', self.url('/events'), text=lines)
        self.assertEqual(status, support.DONE, errors)
        self.assertEqual([json.loads(line) for line in output.splitlines()],
                         [{'kind': 'confirmed', 'seq': n} for n in range(20)])
        for n in range(20):
            self.assertEqual(self.node.until('posted'), {'what': 'posted', 'body': {'n': n, 'text': 'é' * n},
                                                         'type': 'application/json'})

    def test_publishing_is_confirmed_by_any_2xx(self):
        status, output, errors = support.run('publish', '--json', self.url('/accepted'), '"hello"')
        self.assertEqual(status, support.DONE, errors)
        self.assertEqual([json.loads(line) for line in output.splitlines()], [{'kind': 'confirmed', 'seq': None}])
        self.assertEqual(self.node.until('posted')['body'], 'hello')

    def test_publishing_where_nothing_is_fails_and_says_so(self):
        status, output, errors = support.run('publish', self.url('/nowhere'), '1')
        self.assertEqual((status, output), (support.FAILED, ''))
        self.assertIn('404', errors)

    def test_publishing_by_websocket_sends_every_message_and_closes(self):
        status, output, errors = support.run('publish', '--json', self.url('/echo', 'ws'), text='one\n"two"\nthrée\n')
        self.assertEqual(status, support.DONE, errors)
        self.assertEqual(len(output.splitlines()), 3)
        # ws would compress; we do not offer it.
        opened = self.node.until('websocket')
        self.assertEqual((opened['path'], opened['extensions']), ('/echo', ''))
        for text in ('one', '"two"', 'thrée'):
            self.assertEqual(self.node.until('message'), {'what': 'message', 'text': text, 'binary': False})
        self.assertEqual(self.node.until('closed')['code'], 1000)

    def test_broadcast_reaches_two_websockets_whole(self):
        expected = [{'n': n, 'text': 'x' * (n * 300)} for n in range(20)]
        with support.Program('watch', '--json', '--count', 20, self.url('/broadcast', 'ws')) as one, \
                support.Program('watch', '--json', '--count', 20, self.url('/broadcast', 'ws')) as two:
            for program in (one, two):
                objects = program.until('total')
                self.assertEqual([each['data'] for each in objects if each['kind'] == 'event'], expected)
                self.assertEqual(program.status(), support.DONE)

    def test_fragments_pings_bytes_and_empty_messages_are_understood(self):
        status, output, errors = support.run('watch', '--json', '--count', 3, self.url('/fragments', 'ws'))
        self.assertEqual(status, support.DONE, errors)
        events = [one for one in map(json.loads, output.splitlines()) if one['kind'] == 'event']
        self.assertEqual([(one['data'], one.get('encoding')) for one in events],
                         [('one message in parts', None), ('AAH+/w==', 'base64'), ('', None)])

    def test_ping_is_answered_with_its_payload(self):
        data, _ = self.watch('websocket', '/ping', 1)
        self.assertEqual(data, ['pong came'])
        self.assertEqual(self.node.until('pong')['data'], 'are you there?')

    def test_normal_close_is_the_end(self):
        status, output, errors = support.run('watch', '--json', self.url('/close?code=1000', 'ws'))
        self.assertEqual(status, support.DONE, errors)
        self.assertEqual(json.loads(output.splitlines()[-1])['events'], 1)

    def test_close_that_no_retry_mends_is_a_failure_with_its_code(self):
        for code in (1003, 1007, 1009):
            status, output, errors = support.run('watch', '--json', self.url(f'/close?code={code}', 'ws'))
            self.assertEqual(status, support.FAILED)
            self.assertEqual(json.loads(output.splitlines()[-1])['connections'], 1)
            self.assertIn(f'({code}, “as asked”)', errors)

    def test_close_that_may_mend_is_opened_again(self):
        for code in (1001, 1008, 1011, 4001):
            data, total = self.watch('websocket', f'/close?code={code}', 2)
            self.assertEqual((data, total['connections']), (['goodbye'] * 2, 2))

    def test_websocket_that_is_cut_is_opened_again(self):
        data, total = self.watch('websocket', '/cut', 2)
        self.assertEqual(data, ['before the cut'] * 2)
        self.assertEqual((total['events'], total['connections']), (2, 2))

    def test_a_file_is_uploaded_and_its_progress_is_shown_by_each_pattern(self):
        content = os.urandom(300_000)
        with tempfile.NamedTemporaryFile(prefix='roundtrip-test-') as file:
            file.write(content)
            file.flush()
            for via in ('sse', 'websocket'):
                with self.subTest(via):
                    status, output, errors = support.run('upload', '--json', '--via', via, file.name, self.url('/upload'))
                    self.assertEqual((status, errors), (support.DONE, ''))
                    *progress, last = map(json.loads, output.splitlines())
                    self.assertEqual((last['kind'], last['size'], last['sha256']),
                                     ('complete', 300_000, hashlib.sha256(content).hexdigest()))
                    self.assertGreaterEqual(len(progress), 1)
                    self.assertEqual(progress[-1]['progress'], 100)

    def test_a_room_in_plain_text_is_talked_in(self):
        room = self.url('/room', 'ws')
        with support.Program('chat', '--json', room, stdin=subprocess.PIPE) as one:
            name = json.loads(one.line())['name']
            self.assertRegex(name, r'^User\d+$')
            status, output, errors = support.run('chat', '--json', room, text='hello\nthrée\n')
            self.assertEqual((status, errors), (support.DONE, ''))
            said = [json.loads(line) for line in output.splitlines()]
            other = said[0]['name']
            self.assertEqual([(line['kind'], line['name'], line.get('text')) for line in said],
                             [('join', other, None), ('say', other, 'hello'), ('say', other, 'thrée')])
            heard = [json.loads(one.line()) for _ in range(4)]
            self.assertEqual([line['kind'] for line in heard], ['join', 'say', 'say', 'leave'])
            one.process.stdin.close()
            self.assertEqual(one.status(), support.DONE)


if __name__ == '__main__':
    support.main()
