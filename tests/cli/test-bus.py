# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli publish and watch with queues and topics: over the embedded bus, which any
number of processes share."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import tempfile
import termios
import time
import unittest

from support import BINARY, DEADLINE, DONE, FAILED, USAGE, Program, free_port, main, run


class Bus(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def url(self, name, **query):
        words = '&'.join(f'{key}={value}' for key, value in {**query, 'folder': self.folder}.items())
        return f'embedded:{name}?{words}'

    def publish(self, url, *messages, options=()):
        status, output, errors = run('publish', '--json', *options, url, text=''.join(f'{m}\n' for m in messages))
        self.assertEqual((status, errors), (DONE, ''))
        return [json.loads(line)['seq'] for line in output.splitlines()]

    def watch(self, url, count, *options):
        status, output, errors = run('watch', '--json', '--count', count, *options, url)
        self.assertEqual((status, errors), (DONE, ''))
        objects = [json.loads(line) for line in output.splitlines()]
        return [o for o in objects if o['kind'] == 'event'], objects[-1]


class Queue(Bus):

    def test_what_was_printed_is_gone(self):
        numbers = self.publish(self.url('jobs'), '{"number": 1}', '{"number": 2}', '{"number": 3}')
        first, total = self.watch(self.url('jobs'), 2)
        rest, _ = self.watch(self.url('jobs'), 1)
        self.assertEqual(numbers, [None, None, None])
        self.assertEqual([e['data']['number'] for e in first + rest], [1, 2, 3])
        self.assertEqual([e['seq'] for e in first], [None, None])
        self.assertEqual((total['events'], total['duplicate'], total['connections']), (2, 0, 1))
        self.assertEqual(total['payload_bytes'], 2 * len('{"number": 1}'))

    def test_what_came_and_was_not_printed_is_redelivered(self):
        self.publish(self.url('jobs'), 'one', 'two')
        self.watch(self.url('jobs'), 1)
        (second,), _ = self.watch(self.url('jobs'), 1)
        self.assertEqual((second['data'], second['redelivered']), ('two', True))

    def test_a_rule_leaves_the_rest(self):
        self.publish(self.url('jobs'), *(f'{{"number": {n}}}' for n in ['6', '7', '"7"', '8']))
        self.watch(self.url('jobs'), 4, '--ack', 'number == 7')
        left, _ = self.watch(self.url('jobs'), 2)
        self.assertEqual([e['data']['number'] for e in left], [6, 8])
        self.assertEqual([e['redelivered'] for e in left], [True, True])

    def test_never_acknowledges_nothing(self):
        self.publish(self.url('jobs'), 'kept')
        for _ in range(2):
            (event,), _ = self.watch(self.url('jobs'), 1, '--ack', 'never')
            self.assertEqual(event['data'], 'kept')

    def test_prefetch_bounds_what_it_holds(self):
        self.publish(self.url('jobs'), 'a', 'b', 'c')
        with Program('watch', '--json', '--ack', 'never', '--prefetch', 1, self.url('jobs')) as holder:
            holder.until('event')
            others, _ = self.watch(self.url('jobs'), 2)
        self.assertEqual([e['data'] for e in others], ['b', 'c'])

    def test_a_killed_consumer_gives_back(self):
        self.publish(self.url('jobs'), 'mine')
        with Program('watch', '--json', '--ack', 'never', self.url('jobs')) as holder:
            holder.until('event')
            holder.interrupt(signal.SIGKILL)
            holder.process.wait()
            (event,), _ = self.watch(self.url('jobs'), 1)
        self.assertEqual((event['data'], event['redelivered']), ('mine', True))

    def test_priorities(self):
        url = self.url('urgent', **{'max-priority': 9})
        self.publish(url, 'low')
        self.publish(url, 'high', options=['--priority', 9])
        events, _ = self.watch(url, 2)
        self.assertEqual([(e['data'], e['priority']) for e in events], [('high', 9), ('low', 0)])

    def test_declares_as_asked(self):
        self.publish(self.url('urgent'), 'low', options=['--declare', 'max-priority=3'])
        self.publish(self.url('urgent'), 'high', options=['--priority', 3])
        events, _ = self.watch(self.url('urgent'), 2)
        self.assertEqual([e['data'] for e in events], ['high', 'low'])

    def test_one_without_priorities_takes_none(self):
        self.publish(self.url('plain'), 'x')
        status, output, errors = run('publish', '--priority', 5, self.url('plain'), 'y')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertEqual(errors, 'roundtrip-cli: “plain” is a queue without priorities: publish without one, or to a queue '
                                 'that is declared with max-priority.\n')
        self.publish(self.url('plain'), 'z')
        events, _ = self.watch(self.url('plain'), 2)
        self.assertEqual([e['data'] for e in events], ['x', 'z'])

    def test_one_that_is_otherwise_will_not_do(self):
        self.publish(self.url('plain'), 'x')
        status, output, errors = run('publish', '--declare', 'max-priority=3', self.url('plain'), 'y')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertEqual(len(errors.splitlines()), 1, errors)

    def test_a_message_to_it_has_no_key(self):
        status, output, errors = run('publish', '--key', 'ada', self.url('plain'), 'x')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertEqual(errors, 'roundtrip-cli: A message to a queue has no key: keys are for topics and exchanges.\n')

    def test_an_exchange_routes(self):
        options = ['--exchange', 'news', '--routing-key', 'sport']
        self.publish(self.url('inbox'), 'goal', options=options)
        (event,), _ = self.watch(self.url('inbox'), 1)
        self.assertEqual((event['data'], event['key']), ('goal', 'sport'))

    def test_what_expires_is_gone(self):
        self.publish(self.url('jobs'), 'old', options=['--ttl', 0])
        self.publish(self.url('jobs'), 'new')
        (event,), _ = self.watch(self.url('jobs'), 1)
        self.assertEqual(event['data'], 'new')


class Log(Bus):

    def test_numbers_are_offsets(self):
        self.assertEqual(self.publish(self.url('news', kind='log'), 'a', 'b', 'c'), [0, 1, 2])
        events, total = self.watch(self.url('news'), 3, '--from', 'beginning')
        self.assertEqual([(e['seq'], e['offset'], e['partition'], e['data']) for e in events],
                         [(0, 0, 0, 'a'), (1, 1, 0, 'b'), (2, 2, 0, 'c')])
        self.assertEqual((total['lost'], total['duplicate']), (0, 0))

    def test_it_is_kept_and_read_from_anywhere(self):
        self.publish(self.url('news', kind='log'), 'a', 'b', 'c')
        for options, expected in ((['--from', 'beginning'], ['a', 'b']), (['--from', 1], ['b', 'c']),
                                  (['--after', 0], ['b', 'c'])):
            events, _ = self.watch(self.url('news', kind='log'), 2, *options)
            self.assertEqual([e['data'] for e in events], expected)

    def test_what_exists_is_used_as_it_is(self):
        self.publish(self.url('news', kind='log'), 'a')
        self.assertEqual(self.publish(self.url('news'), 'b'), [1])

    def test_a_group_goes_on_where_it_was(self):
        self.publish(self.url('news', kind='log'), 'a', 'b', 'c')
        first, _ = self.watch(self.url('news'), 2, '--group', 'g', '--from', 'beginning')
        second, _ = self.watch(self.url('news'), 1, '--group', 'g')
        self.assertEqual([e['data'] for e in first + second], ['a', 'b', 'c'])

    def test_equal_keys_stay_together(self):
        url = self.url('keyed', partitions=4)
        for n in range(3):
            self.publish(url, f'{n}', options=['--key', 'ada'])
        events, _ = self.watch(url, 3, '--from', 'beginning')
        self.assertEqual([e['data'] for e in events], [0, 1, 2])
        self.assertEqual(len({e['partition'] for e in events}), 1)
        self.assertEqual({e['key'] for e in events}, {'ada'})

    def test_beyond_its_end_it_goes_on_from_there(self):
        self.publish(self.url('news', kind='log'), 'a', 'b', 'c')
        with Program('watch', '--json', '--count', 2, '--from', 1000, self.url('news')) as watch:
            while watch.until('state')[-1]['state'] != 'open':
                pass
            self.publish(self.url('news'), 'd', 'e')
            total = watch.until('total')[-1]
        self.assertEqual((total['events'], total['lost'], total['duplicate']), (2, 0, 0))

    def test_from_now_on_by_default(self):
        self.publish(self.url('news', kind='log'), 'before')
        with Program('watch', '--json', '--count', 1, self.url('news', kind='log')) as watch:
            while watch.until('state')[-1]['state'] != 'open':
                pass
            self.publish(self.url('news'), 'after', options=['--type', 'note'])
            event = watch.until('event')[-1]
            self.assertEqual((event['data'], event['type'], event['seq']), ('after', 'note', 1))
            self.assertGreaterEqual(event['latency_us'], 0)
            self.assertEqual(watch.status(), DONE)

    def test_priorities_are_for_queues(self):
        status, output, errors = run('publish', '--priority', 3, self.url('news', kind='log'), 'x')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('“priority” is for queues, and “news” is a topic', errors)


class Words(Bus):

    def refused(self, *arguments, words):
        status, output, errors = run(*arguments)
        self.assertEqual((status, output), (USAGE, ''), arguments)
        self.assertIn(words, errors)

    def test_what_makes_no_sense_is_misuse(self):
        url = self.url('x')
        self.refused('watch', '--ack', 'number = = 7', url, words='character 10')
        self.refused('watch', '--ack', '(select 1)', url, words='SELECT')
        self.refused('watch', '--from', 'later', url, words='“later” is no value of “from”; it could be: from=beginning, from=end, from=12.')
        self.refused('watch', '--declare', 'colour=red', url, words='colour=red')
        self.refused('watch', '--group', 'g', 'http://127.0.0.1:1/', words='--group')
        self.refused('publish', '--key', 'k', 'http://127.0.0.1:1/', '1', words='--key')
        self.refused('publish', '--persistent', '--transient', url, 'x', words='--transient')
        self.refused('publish', '--idempotent', url, 'x', words='--idempotent')
        self.refused('publish', '--header', 'A: b', url, 'x', words='--header')
        self.refused('publish', '--priority', 10, url, 'x', words='--priority')
        self.refused('watch', 'amqp://ada:secret@localhost', words='amqp://')

    def test_a_folder_that_cannot_be_is_one_sentence(self):
        status, output, errors = run('publish', 'embedded:x?folder=/proc/nowhere', 'x')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertEqual(len(errors.splitlines()), 1, errors)

    def test_nobody_there_is_retried_by_a_watch_and_fails_a_publish(self):
        for scheme, path in (('amqp', '/%2F/jobs'), ('kafka', '/jobs')):
            url = f'{scheme}://ada:secret@127.0.0.1:{free_port()}{path}'
            status, output, errors = run('publish', url, 'x')
            self.assertEqual((status, output), (FAILED, ''), errors)
            self.assertEqual(len(errors.splitlines()), 1, errors)
            self.assertNotIn('secret', errors)
            if 'without' in errors:
                continue
            with Program('watch', '--json', url) as watch:
                states = [o['state'] for o in watch.until('state') + watch.until('state')]
                self.assertEqual(states, ['connecting', 'retrying'])
                watch.interrupt()
                self.assertEqual(watch.status(), DONE)
                self.assertNotIn('secret', watch.errors)
                self.assertNotRegex(watch.errors, r'[^.!?] Trying again in')


class Password(unittest.TestCase):

    def test_it_is_asked_for_without_showing_it(self):
        master, slave = pty.openpty()
        command = [BINARY, 'publish', f'amqp://ada@127.0.0.1:{free_port()}/%2F/jobs', 'x']
        environ = {**os.environ, 'LC_ALL': 'C.UTF-8', 'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent'}
        with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True,
                              preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) as process:
            seen = self.read(master, lambda text: 'Password of ada at 127.0.0.1: ' in text)
            os.write(master, b'geheim\n')
            process.wait(DEADLINE)
            seen += self.read(master, lambda text: True)
        self.assertEqual(process.returncode, FAILED)
        self.assertNotIn('geheim', seen)
        os.close(master)
        os.close(slave)

    def test_nobody_is_asked_where_nobody_sits(self):
        status, output, errors = run('publish', f'amqp://ada@127.0.0.1:{free_port()}/%2F/jobs', 'x',
                                     environment={'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent'})
        self.assertEqual((status, output), (FAILED, ''))
        self.assertNotIn('Password', errors)

    def read(self, master, is_enough):
        seen = ''
        end = time.monotonic() + DEADLINE
        while not seen or not is_enough(seen):
            self.assertLess(time.monotonic(), end, seen)
            if select.select([master], [], [], 0.1)[0]:
                seen += os.read(master, 65536).decode()
        return seen


class Arguments(unittest.TestCase):

    def test_the_password_is_covered(self):
        url = f'amqp://ada:secret@127.0.0.1:{free_port()}/jobs'
        with Program('watch', '--json', url) as program:
            program.line()
            with open(f'/proc/{program.process.pid}/cmdline', encoding='utf-8') as file:
                arguments = file.read().split('\0')
        self.assertNotIn('secret', ''.join(arguments))
        self.assertIn('amqp://ada:******@127.0.0.1', arguments[3])


if __name__ == '__main__':
    main()
