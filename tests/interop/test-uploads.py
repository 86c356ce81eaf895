# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads by curl and Node, on every port; what they cost in memory and on a full disk."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import capture
import interop
import support
import wire

COMPLETE = 'Music validation complete and valid!'
MEGABYTE = b'\0' * 1000000


def curl(*arguments, data=None):
    """Status and body of the answer."""
    command = ['curl', '-sS', '-m', support.DEADLINE * 3, '-w', '\n%{http_code}', *arguments]
    result = subprocess.run(list(map(str, command)), input=data, capture_output=True, check=False)
    body, _, status = result.stdout.decode().rpartition('\n')
    return int(status), body


def memory(pid, field='VmRSS'):
    """Bytes that are resident."""
    return int(re.search(rf'^{field}:\s*(\d+) kB$', pathlib.Path(f'/proc/{pid}/status').read_text(), re.M)[1]) * 1024


def peak_memory(pid):
    """Bytes that were resident at the most."""
    return memory(pid, 'VmHWM')


class Uploads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if shutil.which('curl') is None:
            raise unittest.SkipTest('curl is not installed')

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = {'XDG_CACHE_HOME': str(self.folder / 'cache')}
        self.serve = self.enterContext(support.Serve('--speed', '4', environment=self.environment))
        self.some = self.folder / 'some.bin'
        self.some.write_bytes(os.urandom(3000001))
        self.sha256 = hashlib.sha256(self.some.read_bytes()).hexdigest()

    def stored(self):
        return [path for path in (self.folder / 'cache').rglob('*') if path.is_file() and path.name != 'lock']

    def test_curl_puts_and_posts_on_every_port_and_sends_a_form(self):
        for port in ('main', 'chat', 'stream'):
            with self.subTest(port):
                status, body = curl('-T', self.some, self.serve.url('/upload/', port))
                self.assertEqual((status, json.loads(body)['sha256']), (200, self.sha256))
                self.assertEqual(json.loads(body)['name'], 'some.bin')
                status, body = curl('--data-binary', f'@{self.some}', '-H', 'Content-Type: application/octet-stream',
                                    self.serve.url('/upload', port))
                self.assertEqual((status, json.loads(body)['sha256']), (200, self.sha256))
                self.assertEqual(json.loads(body)['size'], 3000001)
        status, body = curl('-F', 'title=Nocturne', '-F', f'file=@{self.some}', self.serve.url('/upload'))
        self.assertEqual((status, json.loads(body)['sha256']), (200, self.sha256))
        self.assertEqual((json.loads(body)['name'], json.loads(body)['size']), ('some.bin', 3000001))
        self.assertEqual({hashlib.sha256(path.read_bytes()).hexdigest() for path in self.stored()}, {self.sha256})

    def test_nothing_is_left_when_it_ends(self):
        curl('-T', self.some, self.serve.url('/upload/'))
        self.assertEqual(len(self.stored()), 1)
        self.serve.interrupt()
        self.assertEqual(self.serve.status(), support.DONE)
        self.assertEqual(self.stored(), [])

    def test_what_a_killed_one_left_goes_with_the_next(self):
        curl('-T', self.some, self.serve.url('/upload/'))
        self.serve.process.kill()
        self.serve.status()
        self.assertEqual(len(self.stored()), 1)
        with support.Serve(environment=self.environment) as other:
            interop.wait_for(lambda: self.stored() == [], 'what was left to be gone')
            status, _ = curl('-T', '-', other.url('/upload/other'), data=b'x')
            self.assertEqual((status, [path.stat().st_size for path in self.stored()]), (200, [1]))

    @unittest.skipIf('SANITIZED' in os.environ, 'a sanitizer keeps what was freed')
    def test_memory_does_not_grow(self):
        """300 MB of which nobody says how many they are."""
        curl('-T', self.some, self.serve.url('/upload/'))
        before = peak_memory(self.serve.process.pid)
        sender = subprocess.Popen(['curl', '-sS', '-T', '-', self.serve.url('/upload/zeros')],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        expected = hashlib.sha256()
        for _ in range(300):
            sender.stdin.write(MEGABYTE)
            expected.update(MEGABYTE)
        output, _ = sender.communicate(timeout=support.DEADLINE * 3)
        self.assertEqual(json.loads(output)['sha256'], expected.hexdigest())
        self.assertLess(peak_memory(self.serve.process.pid) - before, 16 * 1024 * 1024)

    @unittest.skipIf('SANITIZED' in os.environ, 'a sanitizer keeps what was freed')
    def test_memory_does_not_grow_with_what_is_kept(self):
        for _ in range(5):
            curl('-T', self.some, self.serve.url('/upload/'))
        before = memory(self.serve.process.pid)
        for _ in range(40):
            curl('-T', self.some, self.serve.url('/upload/'))
        self.assertEqual(len(self.stored()), 45)
        self.assertLess(memory(self.serve.process.pid) - before, 12 * 1024 * 1024)

    def test_half_of_one_is_none(self):
        sender = subprocess.Popen(['curl', '-sS', '-T', '-', self.serve.url('/upload/zeros?id=half')],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        sender.stdin.write(MEGABYTE)
        sender.stdin.flush()
        interop.wait_for(self.stored, 'the file')
        reader = subprocess.Popen(['curl', '-sSN', self.serve.url('/uploadprogress?id=half')], stdout=subprocess.PIPE)
        self.assertIn(b'"status":"in-progress"', reader.stdout.readline())
        sender.kill()
        rest, _ = reader.communicate(timeout=support.DEADLINE)
        sender.communicate(timeout=support.DEADLINE)
        last = json.loads(rest.decode().split('data: ')[-1])
        self.assertEqual((last['status'], last['message']), ('cancelled', 'The sender went away.'))
        interop.wait_for(lambda: not self.stored(), 'the file to go')

    def test_node_hears_the_progress_of_what_it_sends(self):
        interop.need_node('eventsource', 'ws')
        expected = {'id': 'a', 'name': 'some.bin', 'size': 3000001, 'sha256': self.sha256,
                    'type': 'application/octet-stream'}
        for kind, code in (('stream', {'state': 2}), ('socket', {'code': 1000})):
            with self.subTest(kind), interop.Node('uploads.js', kind, self.serve.url(''), kind, self.some) as node:
                heard = []
                while {'answer', 'closed'} - {one['what'] for one in heard}:
                    heard.append(json.loads(node.line()))
                answer = next(one for one in heard if one['what'] == 'answer')
                self.assertEqual((answer['status'], answer['location']), (200, f'/uploadprogress?id={kind}'))
                self.assertEqual(answer['body'], {**expected, 'id': kind})
                told = [one['message'] for one in heard if one['what'] == 'progress']
                self.assertEqual(told[0]['status'], 'in-progress')
                self.assertEqual((told[-1]['status'], told[-1]['received'], told[-1]['sha256']),
                                 ('complete', 3000001, self.sha256))
                self.assertEqual([one['received'] for one in told], sorted(one['received'] for one in told))
                closed = next(one for one in heard if one['what'] == 'closed')
                self.assertEqual(closed, {'what': 'closed', **code})

    def test_node_plays_an_upload_as_before_there_were_files(self):
        interop.need_node('eventsource')
        with interop.Node('uploads.js', 'form', self.serve.url('')) as node:
            self.assertEqual(node.until('answer'), {'what': 'answer', 'status': 200,
                                                    'text': 'Music data received and processing started'})
            told = []
            while not told or told[-1]['status'] != 'complete':
                told.append(node.until('progress')['message'])
            self.assertEqual(told[-1], {'status': 'complete', 'message': COMPLETE})
            self.assertEqual(told[:-1], [{'status': 'in-progress', 'progress': one['progress']} for one in told[:-1]])
            self.assertEqual(node.until('closed')['state'], 2)


class Counters(unittest.TestCase):
    def test_are_those_captured(self):
        """Of uploads, whole, half and refused, and of who reads their progress."""
        if capture.why_not():
            self.skipTest(capture.why_not())
        with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as cache, \
             support.Serve('--speed', '20', '--json', environment={'XDG_CACHE_HOME': cache}) as serve:
            port = interop.port_of(serve)
            with capture.Capture(port) as packets:
                self.upload_in_every_way(port)
                interop.wait_for(lambda: sum(value for (name, _, _), value in interop.read_metrics(port).items()
                                             if name == 'roundtrip_connections') == 1, 'everybody to have left')
                serve.interrupt()
                totals = {row['pattern']: row for row in serve.until('total')[-1]['patterns']}
                captured = capture.count(packets.stop())
        self.assertGreater(captured['request-response', 'in'].bytes, 2 * len(MEGABYTE))
        for pattern in ('request-response', 'server-sent-events', 'websocket'):
            for direction in ('in', 'out'):
                self.assertEqual(totals[pattern][f'wire_bytes_{direction}'], captured[pattern, direction].bytes,
                                 (pattern, direction))

    def upload_in_every_way(self, port):
        with wire.Client(port) as sender, wire.Client(port) as reader, wire.Client(port) as socket:
            sender.send(b'PUT /upload/a?id=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n')
            reader.open_stream('/uploadprogress?id=a')
            socket.open_websocket('/uploadprogress?id=a')
            sender.send(MEGABYTE)
            self.assertEqual(sender.answer('PUT')[0].status, 200)
            reader.read_to_end()
            while socket.frame().opcode != 8:
                pass
        with wire.Client(port) as sender:
            sender.send(b'POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
            sender.send(b'f4240\r\n' + MEGABYTE + b'\r\n0\r\n\r\n')
            self.assertEqual(sender.answer('POST')[0].status, 200)
        with wire.Client(port) as sender:
            sender.send(b'PUT /upload/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n')
            sender.send(MEGABYTE[:300000])
        with wire.Client(port) as sender:
            sender.send(b'PUT /upload/large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n')
            self.assertEqual(sender.answer('PUT')[0].status, 413)


@unittest.skipIf(shutil.which('curl') is None, 'curl is not installed')
class Owner(unittest.TestCase):
    def test_alone_hears_paths_and_in_another_language(self):
        """A cache below /dev/null, where no folder can be made."""
        with support.Serve(environment={'XDG_CACHE_HOME': '/dev/null', 'LC_ALL': 'de_DE.UTF-8'}) as serve:
            status, body = curl('-T', '-', serve.url('/upload/f'), data=b'x')
            _, told = curl(serve.url('/channels/uploads'))
            serve.interrupt()
            serve.status()
            errors = serve.errors
        self.assertEqual((status, body), (500, 'The server cannot store the file; who runs it was told why. '
                                               'Send it again once that is mended.'))
        self.assertIn(body, told)
        self.assertNotIn('/dev/null', told)
        self.assertIn('/dev/null', errors)


@unittest.skipIf(shutil.which('curl') is None, 'curl is not installed')
class FullDisk(unittest.TestCase):
    """A cache folder of a megabyte, in a world of its own."""

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix='roundtrip-test-'))
        inside = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c',
                  f'mount -t tmpfs -o size=1m none {folder} && exec "$@"', 'sh']
        if subprocess.run([*inside, 'true'], capture_output=True, check=False).returncode != 0:
            self.skipTest('no file system may be mounted here')

        class Confined(support.Serve):
            command = [*inside, *support.Serve.command]

        self.serve = self.enterContext(Confined(environment={'XDG_CACHE_HOME': folder}))

    def put(self, size, *arguments, id):
        """Of which nobody says how many bytes there are."""
        return curl('-T', '-', *arguments, self.serve.url(f'/upload/f?id={id}'), data=bytes(size))

    def put_known(self, size, id):
        return self.put(size, '-H', f'Content-Length: {size}', '-H', 'Transfer-Encoding:', id=id)

    def test_is_said_in_words(self):
        status, body = self.put(2000000, id='a')
        self.assertEqual(status, 507)
        self.assertRegex(body, '^There is no room left on the disk of the server\'s cache folder; make room')
        status, body = self.put_known(2000000, id='a')
        self.assertEqual(status, 507, body)
        status, _ = self.put(500000, id='a')
        self.assertEqual(status, 200)

    def test_is_made_room_on_by_the_oldest_files(self):
        for id, put, size in (('a', self.put, 300000), ('b', self.put, 300000), ('c', self.put_known, 700000),
                              ('d', self.put, 900000), ('e', self.put_known, 900000)):
            status, body = put(size, id=id)
            self.assertEqual(status, 200, (id, body))
            self.assertEqual(json.loads(body)['sha256'], hashlib.sha256(bytes(size)).hexdigest())
        for id in 'abcde':
            self.assertEqual(curl(self.serve.url(f'/uploadprogress?id={id}'))[0], 204)


if __name__ == '__main__':
    support.main()
