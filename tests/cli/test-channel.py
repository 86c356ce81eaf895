# SPDX-License-Identifier: GPL-3.0-or-later
"""serve, watch and publish together: one channel of a Roundtrip, by every pattern."""

import json
import signal
import tempfile
import unittest
from datetime import datetime

from support import DONE, FAILED, Program, Serve, main, run

POLLED = ['short-polling', 'long-polling']
STREAMED = ['server-sent-events', 'websocket']
BODIES = ['{"n": 1.10}', '"text"', '[99999999999999999999]', 'null', '{"deep": {"é": []}}']


def publish(url, *bodies, kind='message'):
    status, output, errors = run('publish', '--json', '--type', kind, url, text='\n'.join(bodies))
    assert (status, errors) == (DONE, ''), errors
    return [json.loads(line)['seq'] for line in output.splitlines()]


class Channel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.serve = Serve('--speed', 20)

    @classmethod
    def tearDownClass(cls):
        cls.serve.__exit__()

    def watch(self, path, *options):
        return Program('watch', '--json', *options, self.serve.url(path))

    def test_one_that_is_named_exists_from_the_start(self):
        with Serve('--channel', 'news=drop-oldest') as serve:
            status, output, _ = run('publish', serve.websocket_url('/channels/news'), '1')
            self.assertEqual((status, output), (DONE, 'Published 1 message, number 1.\n'))

    def test_one_that_does_not_exist_is_said_to_begin_with_a_post(self):
        url = self.serve.url('/channels/none')
        status, _, errors = run('publish', self.serve.websocket_url('/channels/none'), '1')
        self.assertEqual(status, FAILED)
        self.assertIn('does not exist yet', errors)
        self.assertIn(f'publish the first message to {url}.', errors)
        status, _, errors = run('watch', self.serve.websocket_url('/channels/none'))
        self.assertEqual(status, FAILED)
        self.assertIn('does not exist yet. A channel begins with the first POST to it.', errors)

    def test_numbers_that_go_on_from_an_earlier_run_are_no_loss(self):
        with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as state:
            for _ in range(2):
                with Serve(environment={'XDG_STATE_HOME': state}) as serve:
                    url = serve.url('/channels/news')
                    first = publish(url, '1', '2')[0]
                    watched = {pattern: Program('watch', '--pattern', pattern, '--after', 0, '--count', 2, url)
                               for pattern in POLLED + STREAMED}
                    for program in watched.values():
                        with program:
                            lines = program.lines()
                            self.assertEqual(program.status(), DONE)
                        self.assertIn(' 0 lost, ', lines[-1])
                        self.assertNotIn('missing', program.errors)
                        self.assertEqual(f'earlier run; what came before {first} is not' in program.errors, first > 1)
                    # How many numbers it gave out nobody knows then.
                    serve.interrupt(signal.SIGKILL)
                    serve.status()
        self.assertGreater(first, 3)

    def test_every_pattern_prints_the_same_events(self):
        numbers = publish(self.serve.url('/channels/same'), *BODIES, kind='note')
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(BODIES))))
        for pattern in POLLED + STREAMED:
            with self.subTest(pattern), self.watch('/channels/same', '--pattern', pattern, '--after', numbers[0] - 1,
                                                   '--count', len(BODIES)) as program:
                lines = program.lines()
                self.assertEqual(program.status(), DONE)
            events = [json.loads(line) for line in lines if '"kind":"event"' in line]
            self.assertEqual([event['seq'] for event in events], numbers)
            self.assertEqual({event['type'] for event in events}, {'note'})
            self.assertIn('"data":{"n": 1.10}', ''.join(lines), 'byte for byte')
            for event in events:
                datetime.fromisoformat(event['time'])
                self.assertGreaterEqual(event['latency_us'], 0)
            total = json.loads(lines[-1])
            self.assertEqual((total['events'], total['lost'], total['duplicate'], total['reordered']),
                             (len(BODIES), 0, 0, 0))
            self.assertEqual(total['payload_bytes'], sum(len(body.encode()) for body in BODIES))
            self.assertGreater(total['latency_us']['max'], 0)

    def test_an_event_reaches_who_watches_already(self):
        url = self.serve.url('/channels/live')
        first, = publish(url, '0')
        for pattern in [[], *(['--pattern', pattern] for pattern in POLLED + STREAMED)]:
            options = [*pattern, '--interval', 0.05, '--after', first, '--count', 1]
            with self.subTest(pattern), self.watch('/channels/live', *options) as program:
                program.until('state')
                first, = publish(url, '1')
                self.assertEqual(program.until('event')[-1]['seq'], first)

    def test_the_ticker_ticks_and_is_found_out_to_be_a_stream(self):
        with self.watch('/channels/ticker', '--count', 3) as program:
            objects = program.objects()
        numbers = [o['seq'] for o in objects if o['kind'] == 'event']
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        self.assertEqual(objects[-1]['requests'], 1)

    def test_classic_routes_can_be_watched(self):
        with self.watch('/hello', '--count', 1) as program:
            self.assertEqual(program.until('event')[-1]['data'], 'world')
        with self.watch('/stream', '--count', 1) as program:
            self.assertIn('hello from server', program.until('event')[-1]['data'])
        with self.watch('/bitcoin', '--count', 1) as program:
            self.assertEqual(set(program.until('event')[-1]['data']), {'coins'})

    def test_a_websocket_publishes(self):
        first, = publish(self.serve.url('/channels/ws'), '0')
        status, output, errors = run('publish', self.serve.websocket_url('/channels/ws'), text='{"a":1}\n{"a":2}')
        self.assertEqual((status, output, errors), (DONE, 'Published 2 messages, numbers 2 to 3.\n', ''))
        with self.watch('/channels/ws', '--after', first, '--count', 2) as program:
            self.assertEqual([o['data'] for o in program.objects() if o['kind'] == 'event'], [{'a': 1}, {'a': 2}])

    def test_a_refusal_tells_the_servers_words(self):
        status, _, errors = run('publish', self.serve.url('/channels/BAD!'), '1')
        self.assertEqual(status, FAILED)
        self.assertRegex(errors, r'400 .*: \S')

    def test_a_path_that_is_not_there_is_a_failure(self):
        with self.watch('/nothing') as program:
            self.assertEqual(program.objects()[-1]['kind'], 'total')
            self.assertEqual(program.status(), FAILED)


class Totals(unittest.TestCase):
    def test_count_what_each_pattern_cost(self):
        with Serve('--json') as serve:
            first = publish(serve.url('/channels/total'), '1', '2', '3')[0]
            for pattern in POLLED + STREAMED:
                with Program('watch', '--json', '--pattern', pattern, '--after', first - 1, '--count', 3,
                             serve.url('/channels/total')) as program:
                    client = program.objects()[-1]
                    self.assertEqual(client['events'], 3)
            serve.interrupt()
            total = serve.objects()[-1]
            self.assertEqual(serve.status(), DONE)
        patterns = {pattern['pattern']: pattern for pattern in total['patterns']}
        for pattern in POLLED + STREAMED:
            self.assertEqual(patterns[pattern]['events'], 3, pattern)
            self.assertEqual(patterns[pattern]['payload_bytes_out'], 3, pattern)
            self.assertGreater(patterns[pattern]['wire_bytes_out'], 3, pattern)
        self.assertEqual(patterns['request-response']['requests'], 3)
        self.assertEqual(patterns['request-response']['payload_bytes_in'], 3)

    def test_of_who_leaves_a_websocket_are_those_of_the_server(self):
        """The server's answer to the goodbye included."""
        with Serve('--json') as serve:
            first = publish(serve.url('/channels/total'), '1', '2')[0]
            clients = []
            for options in [('--count', 2), ()]:
                with Program('watch', '--json', '--after', first - 1, *options,
                             serve.websocket_url('/channels/total')) as program:
                    program.until('event')
                    if not options:
                        program.interrupt()
                    clients.append(program.until('total')[-1])
                    self.assertEqual(program.status(), DONE)
            serve.interrupt()
            server = next(row for row in serve.until('total')[-1]['patterns'] if row['pattern'] == 'websocket')
        self.assertEqual((sum(client['wire_bytes_in'] for client in clients),
                          sum(client['wire_bytes_out'] for client in clients)),
                         (server['wire_bytes_out'], server['wire_bytes_in']))

    def test_numbers_go_on_where_they_ended(self):
        with Serve() as serve:
            last = publish(serve.url('/channels/on'), '1', '2')[-1]
            serve.interrupt()
            self.assertEqual(serve.status(), DONE)
            with Program('serve', '--port', 0, '--chat-port', 0, '--stream-port', 0,
                         environment={'XDG_STATE_HOME': serve.state}) as again:
                url = again.line().split()[1]
                self.assertEqual(publish(url + 'channels/on', '3'), [last + 1])


if __name__ == '__main__':
    main()
