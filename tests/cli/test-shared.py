# SPDX-License-Identifier: GPL-3.0-or-later
"""Two roundtrip-cli serve that share a bus share their channels: who is connected to either
hears everyone, the numbers are the same and gapless, and one that was killed catches up."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from support import BINARY, DEADLINE, DONE, Serve, free_port, main, run, wait_for
import amqp
from rabbitmq import Missing, RabbitMQ

# Before the next try to reach a bus that was long away: RT_BACKOFF_CAP_MS, of which it draws a part.
LONGEST_PAUSE = 30


def get(url):
    with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
        return json.load(answer)


def post(url, body, **query):
    words = '&'.join(f'{key}={value}' for key, value in query.items())
    request = urllib.request.Request(f'{url}?{words}', json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
        assert answer.status == 201
        return json.load(answer)['seq']


def post_at_last(url, body):
    """Posts it until it is taken."""
    seqs = []

    def is_posted():
        try:
            seqs.append(post(url, body))
        except urllib.error.HTTPError as error:
            assert error.code == 503, error
        return seqs

    wait_for(is_posted, 'it to be taken')
    return seqs[0]


def events(serve, channel):
    """What it remembers; nothing while it catches up."""
    try:
        return get(serve.url(f'/channels/{channel}'))['events']
    except urllib.error.HTTPError as error:
        assert error.code in (503, 404), error
        return []


class Member:
    """Somebody in the chat room, by a WebSocket that knows short texts alone."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), DEADLINE)
        self.stream = self.socket.makefile('rwb')
        self.stream.write(f'GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n'
                          'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'.encode())
        self.stream.flush()
        assert b' 101 ' in self.stream.readline()
        while self.stream.readline().strip():
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, text):
        mask = os.urandom(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text.encode()))
        self.stream.write(struct.pack('BB', 0x81, 0x80 | len(data)) + mask + data)
        self.stream.flush()

    def receive(self):
        _, length = self.stream.read(2)
        return self.stream.read(length).decode()

    def hear(self):
        """What somebody says next."""
        while True:
            text = self.receive()
            if ' says: ' in text:
                return text.split(' ', 1)[1]


class Shared(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.bus = f'embedded:shared?folder={folder.name}'

    def serve(self, *options):
        serve = Serve('--bus', self.bus, *options)
        self.addCleanup(serve.__exit__)
        return serve

    def test_it_says_over_which_bus(self):
        self.assertEqual(self.serve().line(), f'bus {self.bus}\n')

    def test_numbers_are_the_same_everywhere(self):
        one, two = self.serve(), self.serve()
        numbers = [post((one, two)[n % 2].url('/channels/news'), {'n': n}, type='note') for n in range(10)]
        self.assertEqual(numbers, list(range(1, 11)))
        wait_for(lambda: len(events(one, 'news')) == len(events(two, 'news')) == 10, 'both to have all')
        self.assertEqual(events(one, 'news'), events(two, 'news'))
        self.assertEqual([e['data']['n'] for e in events(one, 'news')], list(range(10)))

    def test_a_channel_begun_elsewhere_is_found(self):
        one, two = self.serve(), self.serve()
        post(one.url('/channels/far'), 1)
        wait_for(lambda: len(events(two, 'far')) == 1, 'it to be found')
        with self.assertRaises(urllib.error.HTTPError) as raised:
            while True:
                get(two.url('/channels/nowhere'))
        self.assertIn(raised.exception.code, (404, 503))

    def test_types_select_and_after_resumes(self):
        one, two = self.serve(), self.serve()
        for n in range(6):
            post(one.url('/channels/news'), n, type='odd' if n % 2 else 'even')
        wait_for(lambda: len(events(two, 'news')) == 6, 'all to have come')
        odd = get(two.url('/channels/news?types=odd&after=0'))['events']
        self.assertEqual([(e['seq'], e['prev']) for e in odd], [(2, 0), (4, 2), (6, 4)])
        self.assertEqual([e['seq'] for e in get(two.url('/channels/news?after=4'))['events']], [5, 6])

    def test_there_is_one_ticker(self):
        one, two = self.serve('--speed', 5), self.serve('--speed', 5)
        wait_for(lambda: len(events(one, 'ticker')) >= 10, 'the ticker to move')
        ticks = {s: {e['seq']: e for e in events(s, 'ticker')} for s in (one, two)}
        both = ticks[one].keys() & ticks[two].keys()
        self.assertEqual([ticks[one][n] for n in both], [ticks[two][n] for n in both])
        self.assertEqual(self.find_leaps(one), [])
        born = [e['time'] for e in events(one, 'ticker')]
        self.assertEqual(born, sorted(born))
        before = len(born)
        one.interrupt(signal.SIGKILL)
        one.process.wait()
        wait_for(lambda: len(events(two, 'ticker')) >= before + 5, 'the other to go on')

    def test_of_many_one_says_the_next_price(self):
        # At this pace all of them often do so at the same time.
        all_of_them = [self.serve('--speed', 100) for _ in range(4)]
        wait_for(lambda: len(events(all_of_them[0], 'ticker')) >= 100, 'the ticker to move')
        for serve in all_of_them:
            self.assertEqual(self.find_leaps(serve), [])

    def find_leaps(self, serve):
        """Between prices that were said from the same one; what came too late is none."""
        walk = [(e['seq'], e['data']['coins']) for e in events(serve, 'ticker') if e['type'] == 'tick']
        return [(a, b) for a, b in zip(walk, walk[1:]) if not 1 <= abs(b[1] - a[1]) <= 3]

    def test_one_chat_room(self):
        one, two = self.serve(), self.serve()
        wait_for(lambda: events(one, 'chat') == events(two, 'chat') == [], 'both to be there')
        with Member(one.websocket_url('/chat')) as ada:
            with Member(two.websocket_url('/chat')) as ben:
                wait_for(lambda: len(events(one, 'chat')) == 2, 'both to have come')
                ada.send('hello')
                ben.send('hi')
                heard = [[member.hear() for _ in range(2)] for member in (ada, ben)]
        self.assertEqual(sorted(heard[0]), ['says: hello', 'says: hi'])
        self.assertEqual(heard[0], heard[1])
        wait_for(lambda: len(events(one, 'chat')) == len(events(two, 'chat')) == 6, 'both to have left')
        self.assertEqual([e['type'] for e in events(one, 'chat')], ['join', 'join', 'say', 'say', 'leave', 'leave'])
        self.assertEqual(events(one, 'chat'), events(two, 'chat'))

    def test_a_killed_one_catches_up(self):
        one, two = self.serve(), self.serve()
        for n in range(5):
            post(one.url('/channels/news'), n)
        two.interrupt(signal.SIGKILL)
        two.process.wait()
        for n in range(5, 10):
            post(one.url('/channels/news'), n)
        again = self.serve()
        wait_for(lambda: len(events(again, 'news')) == 10, 'it to catch up')
        self.assertEqual(post(again.url('/channels/news'), 10), 11)
        wait_for(lambda: len(events(one, 'news')) == 11, 'it to come')
        self.assertEqual(events(one, 'news'), events(again, 'news'))
        self.assertEqual([e['seq'] for e in events(one, 'news')], list(range(1, 12)))

    def test_who_resumes_at_another_misses_nothing(self):
        one, two = self.serve(), self.serve()
        for n in range(3):
            post(one.url('/channels/news'), n)
        wait_for(lambda: len(events(two, 'news')) == 3, 'all to have come')
        status, output, _ = run('watch', '--json', '--count', 2, '--after', 1, two.url('/channels/news'))
        self.assertEqual(status, DONE)
        lines = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([o['seq'] for o in lines if o['kind'] == 'event'], [2, 3])
        self.assertEqual(lines[-1]['lost'], 0)

    def test_many_at_once(self):
        one, two = self.serve(), self.serve()
        seqs = []

        def publish(serve):
            for n in range(50):
                seqs.append(post(serve.url('/channels/busy'), n))

        threads = [threading.Thread(target=publish, args=(s,)) for s in (one, two) * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(seqs), list(range(1, 201)))
        wait_for(lambda: len(events(one, 'busy')) == len(events(two, 'busy')) == 200, 'all to be everywhere')
        self.assertEqual(events(one, 'busy'), events(two, 'busy'))

    def pass_over(self, channel, n):
        """Has the log use @n offsets for no message, as brokers do."""
        [path] = pathlib.Path(self.folder).rglob('shared*.db')
        with contextlib.closing(sqlite3.connect(path, timeout=DEADLINE)) as database, database:
            database.execute('UPDATE partition SET next = next + ? WHERE topic = '
                             '(SELECT id FROM topic WHERE name = ?)', (n, f'roundtrip.{channel}'))

    def forget(self, channel, n):
        """Has the log forget its first @n messages."""
        [path] = pathlib.Path(self.folder).rglob('shared*.db')
        with contextlib.closing(sqlite3.connect(path, timeout=DEADLINE)) as database, database:
            [[partition]] = database.execute('SELECT partition.id FROM partition JOIN topic ON topic.id = topic '
                                             'WHERE name = ?', (f'roundtrip.{channel}',)).fetchall()
            database.execute('UPDATE partition SET first = ? WHERE id = ?', (n, partition))
            database.execute('DELETE FROM record WHERE id >= ?1 << 40 AND id < (?1 << 40) + ?2', (partition, n))

    def remove(self, channel, again=False):
        """Removes the log; with @again somebody makes it anew at once."""
        [path] = pathlib.Path(self.folder).rglob('shared*.db')
        with contextlib.closing(sqlite3.connect(path, timeout=DEADLINE)) as database, database:
            [[topic]] = database.execute('SELECT id FROM topic WHERE name = ?', (f'roundtrip.{channel}',))
            for [partition] in database.execute('SELECT id FROM partition WHERE topic = ?', (topic,)).fetchall():
                database.execute('DELETE FROM record WHERE id >= ?1 << 40 AND id < (?1 + 1) << 40', (partition,))
            for table, column in ('partition', 'topic'), ('committed', 'topic'), ('member', 'topic'), ('topic', 'id'):
                database.execute(f'DELETE FROM {table} WHERE {column} = ?', (topic,))
            if again:
                database.execute('INSERT INTO topic (name, n_partitions, retention_ms, retention_bytes) '
                                 'VALUES (?, 1, -1, -1)', (f'roundtrip.{channel}',))
                database.execute('INSERT INTO partition (topic, number, first, next, bytes) '
                                 'SELECT max(id), 0, 0, 0, 0 FROM topic')

    def check_anew(self, again):
        with Serve('--bus', self.bus) as one:
            for number in range(5):
                post(one.url('/channels/news'), number)
            watch = self.watch(one.url('/channels/news'))
            self.remove('news', again)
            seqs = [post_at_last(one.url('/channels/news'), number) for number in (10, 11, 12)]
            self.assertEqual([seq for seq, _, _ in rows(one, 'news')][-3:], seqs)
            with Serve('--bus', self.bus) as two:
                wait_for(lambda: rows(two, 'news') == rows(one, 'news'), 'both to have the same')
            self.assertEqual([data for _, _, data in rows(one, 'news')], [10, 11, 12])
            told = [json.loads(line) for line in watch]
            self.assertEqual([o['lost'] for o in told if o['kind'] == 'gap'], [None])
            self.assertEqual([o['seq'] for o in told if o['kind'] == 'event'], seqs)

    def watch(self, url):
        """The next 3 events there, once it is open; nothing of them yet."""
        process = subprocess.Popen([BINARY, 'watch', '--json', '--count', '3', url],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        while '"open"' not in process.stdout.readline():
            self.assertIsNone(process.poll())
        return process.stdout

    def test_a_log_that_is_gone_is_made_anew(self):
        self.check_anew(False)

    def test_a_log_made_anew_by_others_is_followed(self):
        self.check_anew(True)

    def hole(self, n):
        """A log of 3 messages, @n offsets without one, and 2 more; by one that is gone."""
        with Serve('--bus', self.bus) as serve:
            for number in range(3):
                post(serve.url('/channels/news'), number, type='note')
        self.pass_over('news', n)
        with Serve('--bus', self.bus) as serve:
            wait_for(lambda: len(events(serve, 'news')) >= 3, 'it to catch up')
            return [post(serve.url('/channels/news'), number, type='note') for number in (3, 4)]

    def test_offsets_without_a_message_leave_no_number_out(self):
        self.assertEqual(self.hole(2), [6, 7])
        one, two = self.serve(), self.serve()
        wait_for(lambda: len(events(one, 'news')) == len(events(two, 'news')) == 7, 'both to have all')
        self.assertEqual(events(one, 'news'), events(two, 'news'))
        self.assertEqual([e['seq'] for e in events(one, 'news')], list(range(1, 8)))
        self.assertEqual([(e['type'], e['data']) for e in events(one, 'news')[3:5]],
                         [('none', {'reason': 'unused'})] * 2)
        notes = get(one.url('/channels/news?types=note&after=0'))
        self.assertEqual([(e['seq'], e['prev']) for e in notes['events']], [(1, 0), (2, 1), (3, 2), (6, 3), (7, 6)])
        self.assertEqual(get(one.url('/channels/news?after=0'))['gap'], 0)

    def test_people_are_shown_no_filler(self):
        self.hole(2)
        one = self.serve()
        wait_for(lambda: len(events(one, 'news')) == 7, 'it to have all')
        status, output, _ = run('watch', '--count', 5, '--after', 0, one.url('/channels/news'))
        self.assertEqual(status, DONE)
        self.assertNotIn('none', output)
        self.assertNotIn('unused', output)
        with Member(one.websocket_url('/channels/news?after=0')) as bare:
            self.assertEqual([bare.receive() for _ in range(5)], list('01234'))
        status, output, _ = run('watch', '--json', '--count', 7, '--after', 0, one.url('/channels/news'))
        lines = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([o['seq'] for o in lines if o['kind'] == 'event'], list(range(1, 8)))
        self.assertEqual(lines[-1]['lost'], 0)

    def test_too_many_offsets_without_a_message_are_a_gap(self):
        self.assertEqual(self.hole(1000), [1004, 1005])
        one = self.serve()
        wait_for(lambda: len(events(one, 'news')) == 3, 'it to be ready')
        after = get(one.url('/channels/news?after=3'))
        self.assertEqual([(e['seq'], e['type']) for e in after['events']], [(1004, 'note'), (1005, 'note')])
        self.assertEqual(after['gap'], 1000)

    def test_what_was_forgotten_is_a_gap(self):
        with Serve('--bus', self.bus) as serve:
            for number in range(5):
                post(serve.url('/channels/news'), number)
        self.forget('news', 3)
        one = self.serve()
        wait_for(lambda: [e['seq'] for e in events(one, 'news')] == [4, 5], 'it to have what is left')
        self.assertEqual(get(one.url('/channels/news?after=1'))['gap'], 2)

    def test_a_log_that_ends_with_nothing_can_be_published_to(self):
        with Serve('--bus', self.bus) as serve:
            post(serve.url('/channels/news'), 1)
        self.pass_over('news', 1)
        one = self.serve()
        wait_for(lambda: len(events(one, 'news')) == 1, 'it to be ready')
        self.assertEqual(post(one.url('/channels/news'), 2), 3)
        self.assertEqual([e['seq'] for e in events(one, 'news')], [1, 2, 3])

    def test_uploads_and_jobs_stay_ones_own(self):
        one, two = self.serve(), self.serve()
        self.assertEqual(post(one.url('/channels/jobs'), 1), 1)
        post_at_last(one.url('/channels/news'), 1)
        wait_for(lambda: len(events(two, 'news')) == 1, 'what is shared, and was published later')
        self.assertEqual(get(two.url('/channels/jobs'))['events'], [])


@contextlib.contextmanager
def refusing_broker():
    """A broker that knows no user; its port."""
    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, connection.makefile('rwb') as stream, contextlib.suppress(OSError, struct.error):
                    amqp.refuse(stream)

    with socket.create_server(('127.0.0.1', 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(DEADLINE)


class Away(unittest.TestCase):

    def test_a_broker_that_refuses_is_no_matter_of_waiting(self):
        with refusing_broker() as port, Serve('--bus', f'amqp://ada:wrong@127.0.0.1:{port}/') as serve:
            wait_for(lambda: 'check user, password' in serve.errors, 'it to be said')
            with self.assertRaises(urllib.error.HTTPError) as raised:
                post(serve.url('/channels/news'), 1)
            self.assertEqual(raised.exception.code, 503)
            detail = json.load(raised.exception)['detail']
            self.assertIn('refuses this server', detail)
            self.assertNotIn('try again', detail)

    def test_a_broker_that_is_away_is_503_and_the_rest_works(self):
        with Serve('--bus', f'amqp://ada:secret@127.0.0.1:{free_port()}') as serve:
            with self.assertRaises(urllib.error.HTTPError) as raised:
                post(serve.url('/channels/news'), 1)
            self.assertEqual((raised.exception.code, raised.exception.headers['Retry-After']), (503, '1'))
            with urllib.request.urlopen(serve.url('/hello'), timeout=DEADLINE) as answer:
                self.assertEqual(answer.read(), b'world')
            wait_for(lambda: serve.errors, 'it to be said')
            self.assertNotIn('secret', serve.errors)


def rows(serve, channel):
    return [(e['seq'], e['type'], e['data']) for e in events(serve, channel)]


class OverBroker:
    """What must hold over any broker; @bus is its address."""

    def talk(self, serve, *texts):
        with Member(serve.websocket_url('/chat')) as member:
            for text in texts:
                member.send(text)
                while member.hear() != f'says: {text}':
                    pass

    def check(self, one, two, channel, texts):
        both = {}

        def are_equal():
            both['one'], both['two'] = rows(one, channel), rows(two, channel)
            said = {d['text'] for _, t, d in both['two'] if t == 'say'}
            return said >= set(texts) and both['one'] == both['two']

        wait_for(are_equal, 'both to have the same')
        self.assertEqual([seq for seq, _, _ in both['one']], list(range(1, len(both['one']) + 1)))
        self.assertEqual([d['text'] for _, t, d in both['one'] if t == 'say'], texts)

    def test_one_is_killed_and_comes_back(self):
        with Serve('--bus', self.bus) as one, Serve('--bus', self.bus) as two:
            self.settle(one, two)
            self.talk(one, 'a', 'b')
            self.talk(two, 'c')
            two.interrupt(signal.SIGKILL)
            two.process.wait()
            self.talk(one, 'd', 'e')
            with Serve('--bus', self.bus) as again:
                self.settle(again)
                self.talk(again, 'f')
                self.talk(one, 'g')
                self.check(one, again, 'chat', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])

    def settle(self, *serves):
        for serve in serves:
            wait_for(lambda: self.is_ready(serve), 'the chat room to be shared')

    @staticmethod
    def is_ready(serve):
        try:
            return get(serve.url('/channels/chat')) is not None
        except urllib.error.HTTPError:
            return False


class OverRabbitMQ(OverBroker, unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        try:
            cls.broker = RabbitMQ()
        except Missing as missing:
            raise unittest.SkipTest(str(missing)) from None
        cls.addClassCleanup(cls.broker.close)
        cls.bus = cls.broker.uri

    def test_what_the_broker_uses_itself_is_no_loss(self):
        """RabbitMQ does where a segment of a stream begins, of 1 MiB where its age is limited."""
        body = 'x' * 100000
        with Serve('--bus', self.bus) as one:
            self.settle(one)
            for _ in range(25):
                post(one.url('/channels/large'), body, type='text')
            with Serve('--bus', self.bus) as two:
                self.settle(two)
                wait_for(lambda: self.is_posted(two, 'large'), 'it to have caught up')
                wait_for(lambda: rows(one, 'large') == rows(two, 'large'), 'both to have the same')
                numbers = [seq for seq, _, _ in rows(two, 'large')]
                self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
                kinds = [kind for _, kind, _ in rows(two, 'large')]
                self.assertEqual(kinds.count('text'), 25)
                self.assertIn('none', kinds)
                status, output, _ = run('watch', '--json', '--count', len(numbers), '--after', 0,
                                        two.url('/channels/large'))
                self.assertEqual((status, json.loads(output.splitlines()[-1])['lost']), (DONE, 0))

    def queue(self, channel):
        return f'rabbit_misc:r(<<"/">>, queue, <<"roundtrip.{channel}">>)'

    def test_a_stream_that_is_deleted_is_made_anew(self):
        with Serve('--bus', self.bus) as one:
            for number in range(5):
                post_at_last(one.url('/channels/gone'), number)
            self.broker.evaluate(f'{{ok, Q}} = rabbit_amqqueue:lookup({self.queue("gone")}), '
                                 'rabbit_amqqueue:delete(Q, false, false, <<"tests">>).\n')
            seqs = [post_at_last(one.url('/channels/gone'), number) for number in (10, 11)]
            self.assertEqual([seq for seq, _, _ in rows(one, 'gone')], seqs)
            self.assertEqual([data for _, _, data in rows(one, 'gone')], [10, 11])

    def test_somebody_elses_queue_is_left_alone(self):
        self.broker.evaluate(f'rabbit_amqqueue:declare({self.queue("classic")}, true, false, [], none, <<"tests">>).\n')
        amqp.publish(self.broker.port, 'roundtrip.classic', b'1')
        with Serve('--bus', self.bus) as one:
            self.settle(one)
            with self.assertRaises(urllib.error.HTTPError) as raised:
                post(one.url('/channels/classic'), 2)
            self.assertIn('something else by the name', json.load(raised.exception)['detail'])
            wait_for(lambda: 'no stream' in one.errors, 'it to be said')
        left = self.broker.evaluate(f'{{ok, Q}} = rabbit_amqqueue:lookup({self.queue("classic")}), '
                                    'rabbit_amqqueue:stat(Q).\n')
        self.assertIn('{ok, 1, 0}', left)

    def test_a_message_too_large_for_a_channel_is_told_and_passed_over(self):
        with Serve('--bus', self.bus) as one:
            post_at_last(one.url('/channels/strange'), 1)
            amqp.publish(self.broker.port, 'roundtrip.strange', b'x' * 1200000)
            wait_for(lambda: {'reason': 'too large'} in [data for _, _, data in rows(one, 'strange')], 'it to be told')
            self.assertEqual(post(one.url('/channels/strange'), 3), rows(one, 'strange')[-1][0])
            self.assertEqual([data for _, kind, data in rows(one, 'strange') if kind != 'none'], [1, 3])
            with Serve('--bus', self.bus) as two:
                wait_for(lambda: rows(two, 'strange') == rows(one, 'strange'), 'both to have the same')

    def test_the_broker_is_killed_and_comes_back(self):
        with Serve('--bus', self.bus) as one, Serve('--bus', self.bus) as two:
            self.settle(one, two)
            before = [post(s.url('/channels/news'), 1) for s in (one, two)]
            self.broker.sync()
            self.broker.kill()
            with self.assertRaises(urllib.error.HTTPError) as raised:
                while True:
                    post(one.url('/channels/news'), 2)
            self.assertEqual(raised.exception.code, 503)
            self.assertEqual([e['seq'] for e in events(two, 'news')][:2], before)
            self.broker.start()
            wait_for(lambda: self.is_posted(two), 'it to be there again', LONGEST_PAUSE + DEADLINE)
            wait_for(lambda: rows(one, 'news') == rows(two, 'news'), 'both to have the same', LONGEST_PAUSE + DEADLINE)
            numbers = [seq for seq, _, _ in rows(one, 'news')]
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    @staticmethod
    def is_posted(serve, channel='news'):
        try:
            return post(serve.url(f'/channels/{channel}'), 3) > 0
        except urllib.error.HTTPError as error:
            assert error.code == 503
            time.sleep(0.1)
            return False


@unittest.skipUnless('KAFKA_MOCK' in os.environ, 'this build is without Kafka')
class OverKafka(OverBroker, unittest.TestCase):
    """Over librdkafka's simulation of it, whose topics have four partitions unless it is told."""

    def setUp(self):
        self.mock = subprocess.Popen([os.environ['KAFKA_MOCK']], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end)
        self.bus = 'kafka://' + self.mock.stdout.readline().strip()
        for channel in ('chat', 'ticker'):
            self.mock.stdin.write(f'topic roundtrip.{channel} 1\n')
            self.mock.stdin.flush()
            self.assertEqual(self.mock.stdout.readline(), 'done\n')

    def end(self):
        self.mock.stdin.close()
        self.mock.wait(DEADLINE)
        self.mock.stdout.close()

    def test_a_topic_of_several_partitions_is_not_shared(self):
        with Serve('--bus', self.bus) as serve:
            self.settle(serve)
            wait_for(lambda: 'is a simulation' in serve.errors, 'the simulation to be told')
            with self.assertRaises(urllib.error.HTTPError) as raised:
                post(serve.url('/channels/several'), 1)
            self.assertEqual(raised.exception.code, 503)
            self.assertIn('something else by the name', json.load(raised.exception)['detail'])
            wait_for(lambda: 'partitions' in serve.errors, 'the reason to be said')


if __name__ == '__main__':
    main()
