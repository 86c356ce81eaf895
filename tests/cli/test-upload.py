# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli upload, against a Roundtrip and a server of somebody else."""

import fcntl
import hashlib
import http.server
import json
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest
import unicodedata
import urllib.parse

from support import BINARY, DEADLINE, DONE, FAILED, USAGE, Program, Serve, free_port, main, run, wait_for
from websocket import TEXT, WebSocket


class Upload:
    """What a server knows of one upload."""

    def __init__(self, size):
        self.received = 0
        self.size = size
        self.over = threading.Event()
        self.aborted = False
        self.sha256 = None

    def progress(self):
        share = self.received * 100 // self.size if self.size else 0
        return {'status': 'in-progress', 'progress': share, 'received': self.received, 'size': self.size,
                'rate': 1_000_000, 'left': 3}

    def end(self):
        return {'status': 'complete', 'message': 'There it is.', 'received': self.received, 'sha256': self.sha256}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    @property
    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))

    def respond(self, status, content_type, body, *fields):
        self.send_response(status)
        for name, value in (('Content-Type', content_type), ('Content-Length', len(body)), *fields):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body.encode())

    def pieces(self):
        """The body as it comes, by its length or in chunks."""
        if self.headers.get('Transfer-Encoding') == 'chunked':
            while (size := int(self.rfile.readline(), 16)) > 0:
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers['Content-Length'])
        while left > 0:
            piece = self.rfile.read1(min(left, 65536))
            if not piece:
                raise ConnectionAbortedError
            left -= len(piece)
            yield piece

    def do_POST(self):
        self.server.requests.append(self)
        if self.server.refusal:
            self.close_connection = True
            self.respond(*self.server.refusal)
            return
        length = self.headers.get('Content-Length')
        upload = Upload(int(length) if length else None)
        self.server.uploads[self.query['id']] = upload
        checksum = hashlib.sha256()
        try:
            for piece in self.pieces():
                checksum.update(piece)
                upload.received += len(piece)
        except (OSError, ValueError):
            upload.aborted = True
            raise
        self.server.may_answer.wait(DEADLINE)
        upload.sha256 = checksum.hexdigest()
        answer = self.server.answer or {'id': self.query['id'], 'name': self.query['name'], 'type': 'audio/flac',
                                        'size': upload.received + self.server.surplus, 'sha256': upload.sha256}
        self.respond(200, 'application/json', json.dumps(answer))
        upload.over.set()

    def do_GET(self):
        self.server.asked.append(self.path)
        upload = self.server.uploads.get(self.query.get('id'))
        if upload is None or not self.server.tells:
            self.respond(404, 'text/plain', 'Not Found')
        elif 'websocket' in self.headers.get('Upgrade', ''):
            self.headers = {name.lower(): value for name, value in self.headers.items()}
            self.tell(upload, lambda text, socket=WebSocket(self): socket.send(TEXT, text[:125].encode()))
        else:
            self.send_response(200)
            self.send_header('Content-Type', 'text/event-stream')
            self.send_header('Connection', 'close')
            self.end_headers()
            self.tell(upload, lambda text: self.wfile.write(f'data: {text}\n\n'.encode()))

    def tell(self, upload, send):
        while not upload.over.wait(0.05):
            send(json.dumps(upload.progress()))
        send(json.dumps(upload.end() if 'websocket' not in self.headers.get('upgrade', '') else {'status': 'complete'}))
        self.close_connection = True


class Uploads(http.server.ThreadingHTTPServer):
    """Takes uploads, and tells how far they are. Of one that it does not know yet, 404."""

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.requests, self.asked, self.uploads = [], [], {}
        self.refusal, self.answer, self.surplus, self.tells = None, None, 0, True
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.url = f'http://127.0.0.1:{self.server_address[1]}/upload'

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        for upload in self.uploads.values():
            upload.over.set()
        self.shutdown()
        self.server_close()


class WithFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.write('a song.flac', 300_000)

    def write(self, name, size):
        path = self.folder / name
        path.write_bytes(os.urandom(size))
        return path

    def sha256(self):
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


class Uploaded(WithFile):
    def test_a_file_arrives_and_the_outcome_is_what_the_server_says(self):
        with Uploads() as server:
            status, output, errors = run('upload', self.path, server.url)
        self.assertEqual((status, errors), (DONE, ''))
        (id_, upload), = server.uploads.items()
        self.assertEqual(output.splitlines(), ['name: a song.flac', f'id: {id_}', 'size: 300000',
                                               f'sha256: {self.sha256()}', 'type: audio/flac'])
        self.assertEqual(upload.sha256, self.sha256())
        self.assertEqual(server.requests[0].headers['Content-Length'], '300000')
        self.assertEqual(server.requests[0].headers['Content-Type'], 'application/octet-stream')

    def test_the_address_of_a_server_means_its_upload_route(self):
        with Uploads() as server:
            for url in (server.url.removesuffix('upload'), server.url.removesuffix('/upload')):
                self.assertEqual(run('upload', self.path, url)[0], DONE)
        self.assertEqual({request.path.partition('?')[0] for request in server.requests}, {'/upload'})

    def test_json_tells_what_the_server_tells(self):
        for via in ('sse', 'websocket'):
            with self.subTest(via), Uploads() as server:
                server.may_answer.clear()
                with Program('upload', '--json', '--via', via, self.path, server.url) as program:
                    objects = [json.loads(program.line())]
                    server.may_answer.set()
                    objects += program.objects()
                    self.assertEqual(program.status(), DONE)
                *progress, last = objects
                self.assertNotEqual(progress, [])
                for told in progress:
                    self.assertEqual(told['kind'], 'progress')
                    self.assertEqual(told['progress'], told['received'] * 100 // 300_000)
                    self.assertEqual((told['size'], told['rate'], told['left']), (300_000, 1_000_000, 3))
                self.assertEqual([told['received'] for told in progress], sorted(told['received'] for told in progress))
                (id_, _), = server.uploads.items()
                self.assertEqual(last, {'kind': 'complete', 'id': id_, 'name': 'a song.flac', 'size': 300_000,
                                        'sha256': self.sha256(), 'type': 'audio/flac'})

    def test_what_is_asked_about_is_this_upload(self):
        with Uploads() as server:
            run('upload', self.path, server.url)
        (id_, _), = server.uploads.items()
        self.assertEqual(set(server.asked), {f'/uploadprogress?id={id_}'})

    def test_a_server_that_tells_no_progress_has_the_file_all_the_same(self):
        with Uploads() as server:
            server.tells = False
            status, output, _ = run('upload', '--limit', 600_000, self.path, server.url)
        self.assertEqual(status, DONE)
        self.assertIn('size: 300000\n', output)
        self.assertGreater(len(server.asked), 1)

    def test_an_answer_about_something_else_is_not_taken_for_the_outcome(self):
        with Uploads() as server:
            server.answer = {'title': 'x', 'name': 'y', 'type': 'z', 'size': 3}
            server.tells = False
            status, output, errors = run('upload', self.path, server.url)
        self.assertEqual((status, errors), (DONE, ''))
        (id_, _), = server.uploads.items()
        self.assertEqual(output.splitlines(), ['name: a song.flac', f'id: {id_}', 'size: the server does not say',
                                               'sha256: the server does not say', 'type: the server does not say'])

    def test_standard_input_goes_in_chunks(self):
        with Uploads() as server:
            result = subprocess.run([BINARY, 'upload', '-', server.url], input=self.path.read_bytes(),
                                    capture_output=True, timeout=DEADLINE, check=False)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn(f'sha256: {self.sha256()}\n', result.stdout.decode())
        self.assertEqual(server.requests[0].headers['Transfer-Encoding'], 'chunked')

    def test_two_at_once_do_not_mix(self):
        other = self.write('other.bin', 200_000)
        with Uploads() as server:
            arguments = ['upload', '--json', '--limit', 500_000]
            with Program(*arguments, self.path, server.url) as first, Program(*arguments, other, server.url) as second:
                self.assertEqual({told['size'] for told in first.objects()}, {300_000})
                self.assertEqual({told['size'] for told in second.objects()}, {200_000})

    def test_names_do_no_harm_to_a_terminal(self):
        self.path = self.path.rename(self.folder / 'a\033[2J\n.flac')
        with Uploads() as server:
            status, output, _ = run('upload', self.path, server.url)
        self.assertEqual(status, DONE)
        self.assertIn('name: a\\x1b[2J\\n.flac\n', output)


class ToRoundtrip(WithFile):
    def setUp(self):
        super().setUp()
        self.serve = Serve()
        self.addCleanup(self.serve.__exit__)
        self.url = self.serve.url('/upload')

    def test_its_progress_comes_back_each_way(self):
        for via in ('sse', 'websocket'):
            with self.subTest(via):
                status, output, errors = run('upload', '--json', '--via', via, '--limit', 1_000_000, self.path, self.url)
                self.assertEqual((status, errors), (DONE, ''))
                first, *_, last = map(json.loads, output.splitlines())
                self.assertEqual((first['kind'], first['received'], first['size']), ('progress', 0, 300_000))
                self.assertEqual((last['kind'], last['name'], last['size'], last['sha256']),
                                 ('complete', 'a song.flac', 300_000, self.sha256()))

    def test_what_is_cancelled_is_known_to_be(self):
        with Program('upload', '--json', '--limit', 1000, self.path, self.url) as program:
            program.line()
            program.interrupt(signal.SIGINT)
            self.assertEqual(program.status(), FAILED)
            *_, last = program.objects()
        with Program('watch', '--json', '--after', 0, self.serve.url('/channels/uploads')) as watch:
            while (event := watch.until('event')[-1])['type'] in ('started', 'progress'):
                pass
        self.assertEqual((event['type'], event['data']['id']), ('cancelled', last['id']))


class Failed(WithFile):
    def fail(self, *arguments):
        status, output, errors = run('upload', *arguments)
        self.assertEqual((status, output), (FAILED, ''), errors)
        return errors

    def test_a_file_that_cannot_be_read(self):
        self.assertIn('“none”', self.fail('none', f'http://127.0.0.1:{free_port()}/'))
        self.assertIn('cannot be read', self.fail(self.folder, f'http://127.0.0.1:{free_port()}/'))

    def test_nobody_there(self):
        self.assertIn('Is the server running there?', self.fail(self.path, f'http://127.0.0.1:{free_port()}/'))

    def test_a_refusal_is_repeated(self):
        with Uploads() as server:
            server.refusal = 413, 'text/plain', 'At most 5 GB.'
            errors = self.fail(self.path, server.url)
            self.assertIn('413', errors)
            self.assertIn('“At most 5 GB.”', errors)

            status, output, _ = run('upload', '--json', self.path, server.url)
        self.assertEqual(status, FAILED)
        told, = map(json.loads, output.splitlines())
        self.assertEqual((told['kind'], told['reason']), ('failed', 'failed'))
        self.assertIn('At most 5 GB.', told['message'])

    def test_a_size_that_differs_is_told(self):
        with Uploads() as server:
            server.surplus = 1
            status, output, errors = run('upload', self.path, server.url)
        self.assertEqual(status, FAILED)
        self.assertIn('size: 300001\n', output)
        self.assertIn('300001', errors)
        self.assertIn('300000', errors)

    def test_an_interruption_cancels(self):
        for number, arguments in ((signal.SIGINT, []), (signal.SIGTERM, ['--json'])):
            with Uploads() as server, Program('upload', *arguments, '--limit', 1000, self.path, server.url) as program:
                wait_for(lambda server=server: any(upload.received for upload in server.uploads.values()), 'some bytes')
                program.interrupt(number)
                self.assertEqual(program.status(), FAILED)
                self.assertIn('Cancelled', program.errors)
                (id_, upload), = server.uploads.items()
                wait_for(lambda upload=upload: upload.aborted, 'the connection to end')
                if arguments:
                    *_, last = program.objects()
                    self.assertEqual((last['kind'], last['id'], last['reason']), ('failed', id_, 'cancelled'))


class Misused(unittest.TestCase):
    def refuse(self, arguments, *words):
        status, output, errors = run('upload', *arguments)
        self.assertEqual((status, output), (USAGE, ''), arguments)
        for word in words:
            self.assertIn(word, errors)

    def test_arguments_are_checked(self):
        self.refuse([], 'Give a file')
        self.refuse(['a', 'http://127.0.0.1:9/', 'b'], 'One file')
        self.refuse(['--via', 'polling', 'a'], '--via', '“sse”', '“websocket”')
        self.refuse(['a', 'ws://127.0.0.1:9/'], 'http or https', '--via websocket')
        self.refuse(['a', '127.0.0.1:9/'], 'http://127.0.0.1:9/')
        for limit in ('0', '-1', 'fast', '1.5', ''):
            self.refuse(['--limit', limit, 'a'], '--limit')


def cells(text):
    """How wide text is on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


class OnTerminal(WithFile):
    def draw(self, columns, *arguments, until=b'', environment=None):
        """The lines that were drawn over each other on a terminal so wide. The upload is
        answered once what matches @until was drawn."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        with Uploads() as server:
            environ = {**os.environ, 'TERM': 'xterm', 'LC_ALL': 'C.UTF-8', **(environment or {})}
            server.may_answer.clear()
            process = subprocess.Popen([BINARY, 'upload', *arguments, self.path, server.url],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave, env=environ)
            os.close(slave)
            drawn = b''
            end = time.monotonic() + DEADLINE
            while process.poll() is None or select.select([master], [], [], 0)[0]:
                self.assertLess(time.monotonic(), end, drawn)
                if re.search(until, drawn):
                    server.may_answer.set()
                if select.select([master], [], [], 0.05)[0]:
                    try:
                        drawn += os.read(master, 65536)
                    except OSError:
                        break
            output = process.stdout.read().decode()
            process.stdout.close()
            self.assertEqual(process.wait(DEADLINE), DONE)
        os.close(master)
        return [line for line in re.sub(r'\r|\033\[\d*[AJ]', '', drawn.decode()).split('\n') if line], output

    def test_a_bar_shows_what_the_server_says(self):
        lines, output = self.draw(80, until=b'%')
        told = [line for line in lines if '%' in line]
        for line in told:
            self.assertRegex(line, r'^a song\.flac  [█▏▎▍▌▋▊▉░]+  [\d.]+ % · 1\.00 MB/s · 3 s left$')
        self.assertIn('size: 300000\n', output)

    def test_it_fits_every_width(self):
        self.path = self.path.rename(self.folder / '長い名前の曲と e\u0301 長い名前の曲と長い名前の曲.flac')
        for columns in (200, 80, 40, 20, 8, 1):
            drawn, _ = self.draw(columns, until='…|%'.encode())
            for line in drawn:
                if line.startswith('The server told nothing'):
                    continue
                self.assertLess(cells(line), max(columns, 2), (columns, line))

    def test_there_is_none_where_it_cannot_be_drawn(self):
        # Answered at once, it may be over before its progress is asked for: then that is said.
        for lines, _ in (self.draw(80, environment={'TERM': 'dumb'}), self.draw(80, '--json')):
            self.assertEqual([line for line in lines if 'cannot be shown' not in line], [])


if __name__ == '__main__':
    main()
