# SPDX-License-Identifier: GPL-3.0-or-later
"""What our streams are to who reads them as a browser does (the npm package eventsource):
WHATWG HTML, sections 9.2.4 to 9.2.6."""

import json
import unittest

import interop
import support
import wire

PATH = '/channels/streams'
RETRY = 2000
TYPES = ('message', 'add', 'a-b_c.9', 'gap')


class Streams(unittest.TestCase):
    def setUp(self):
        interop.need_node('eventsource')
        self.serve = support.Serve()
        self.addCleanup(self.serve.__exit__)
        self.port = interop.port_of(self.serve)
        self.publish('"to begin with"')

    def publish(self, text, type_='message'):
        with wire.Client(self.port) as client:
            message, body = client.post(f'{PATH}?type={type_}', text.encode())
        self.assertEqual(message.status, 201, body)
        return json.loads(body)['seq']

    def open(self, query='', base=None):
        url = f'{base or self.serve.urls["main"].rstrip("/")}{PATH}{query}'
        node = interop.Node('streams.js', url, *TYPES)
        self.addCleanup(node.__exit__)
        node.until('open')
        return node

    def check(self, text, data=None, type_='message'):
        node = self.open()
        seq = self.publish(text, type_)
        event = node.until('event')
        self.assertEqual(event, {'what': 'event', 'type': type_, 'id': str(seq),
                                 'data': text if data is None else data, 'retry': event['retry']})
        self.assertEqual(json.loads(event['data']), json.loads(text))

    def test_9_2_6_data_of_one_line(self):
        self.check('{"x" : 1.10}')

    def test_9_2_6_data_of_several_lines(self):
        self.check('[1,\n2,\n\n3]\n')

    def test_9_2_5_carriage_returns_arrive_as_line_feeds(self):
        self.check('[1,\r2,\r\n3,\n\r4]', data='[1,\n2,\n3,\n\n4]')

    def test_9_2_6_blanks_at_the_beginning(self):
        self.check('  [1]')

    def test_9_2_6_what_looks_like_fields(self):
        self.check('[\n"id: 9",\n"data: x",\n": y"]')

    def test_9_2_5_utf_8(self):
        self.check('"é€🎵\u2028\u0085\ufeff"')

    def test_9_2_6_types(self):
        for type_ in TYPES:
            with self.subTest(type_):
                self.check('true', type_=type_)

    def test_9_2_6_retry_is_taken(self):
        node = self.open()
        self.publish('1')
        self.assertEqual(node.until('event')['retry'], RETRY)

    def test_9_2_4_goes_on_after_the_last_id(self):
        proxy = interop.Proxy(self.port)
        self.addCleanup(proxy.close)
        node = self.open(base=proxy.url)
        first = self.publish('"before"')
        self.assertEqual(node.until('event')['id'], str(first))
        proxy.cut()
        self.publish('"meanwhile"')
        self.assertEqual(node.until('event')['data'], '"meanwhile"')

    def test_9_2_3_an_answer_of_400_ends_it(self):
        node = interop.Node('streams.js', f'{self.serve.urls["main"]}channels/streams?after=x', *TYPES)
        self.addCleanup(node.__exit__)
        self.assertEqual(node.until('error'), {'what': 'error', 'status': 400})


if __name__ == '__main__':
    support.main()
