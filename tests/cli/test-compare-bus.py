# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli compare: publish–subscribe takes part on every engine."""

import json
import os
import subprocess
import unittest

from support import DEADLINE, DONE, main, run
from rabbitmq import Missing, RabbitMQ

SHORT = ['--clients', 3, '--rate', 10, '--duration', 1, '--warm-up', 0.2]
PUBLISHED, CLIENTS, SIZE = 10, 3, 64


def compare(*arguments):
    status, output, errors = run('compare', *SHORT, '--json', *arguments)
    assert status == DONE, errors
    return json.loads(output)


class Engine(unittest.TestCase):
    def check(self, report, contestant, events):
        counted = report['runs'][contestant]
        self.assertEqual(counted['published'], PUBLISHED)
        self.assertEqual(counted['clients'], CLIENTS)
        traffic = counted['traffic']
        self.assertEqual({name: traffic[name] for name in ('events', 'lost', 'duplicate', 'reordered')},
                         {'events': events, 'lost': 0, 'duplicate': 0, 'reordered': 0}, counted.get('remark'))
        self.assertEqual(traffic['payload_bytes_in'], events * SIZE)
        return traffic


class Embedded(Engine):
    def test_of_a_log_each_client_gets_every_event(self):
        self.check(compare('--patterns', 'websocket,publish-subscribe'), 1, PUBLISHED * CLIENTS)

    def test_with_its_clients_in_a_process_of_their_own(self):
        self.check(compare('--patterns', 'publish-subscribe', '--own-process'), 0, PUBLISHED * CLIENTS)

    def test_of_a_queue_each_event_goes_to_one_client(self):
        words = f'publish-subscribe:bus=embedded:compare-{os.getpid()}/jobs'
        self.check(compare('--patterns', words), 0, PUBLISHED)


class OverRabbitMQ(Engine):
    @classmethod
    def setUpClass(cls):
        try:
            cls.broker = RabbitMQ()
        except Missing as missing:
            raise unittest.SkipTest(str(missing)) from None
        cls.addClassCleanup(cls.broker.close)

    def test_queue_and_log_beside_a_websocket(self):
        # As a guest, whose password is known to all: one in the URL would be saved with the result.
        uri = f'amqp://127.0.0.1:{self.broker.port}/%2F'
        words = ','.join(['websocket', f'publish-subscribe:bus={uri}/feed,name=queue',
                          f'publish-subscribe:bus={uri}/history?kind=log&from=end,name=log'])
        report = compare('--patterns', words)
        for contestant, events in enumerate([PUBLISHED * CLIENTS, PUBLISHED, PUBLISHED * CLIENTS]):
            traffic = self.check(report, contestant, events)
            self.assertGreater(traffic['wire_bytes_in'], traffic['payload_bytes_in'])


@unittest.skipUnless('KAFKA_MOCK' in os.environ, 'this build is without Kafka')
class OverKafka(Engine):
    def setUp(self):
        self.mock = subprocess.Popen([os.environ['KAFKA_MOCK']], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end)
        self.uri = 'kafka://' + self.mock.stdout.readline().strip()

    def end(self):
        self.mock.stdin.close()
        self.mock.wait(DEADLINE)
        self.mock.stdout.close()

    def test_each_client_gets_every_event(self):
        traffic = self.check(compare('--patterns', f'publish-subscribe:bus={self.uri}/feed?from=end'), 0, PUBLISHED * CLIENTS)
        self.assertGreater(traffic['wire_bytes_in'], traffic['payload_bytes_in'])


if __name__ == '__main__':
    main()
