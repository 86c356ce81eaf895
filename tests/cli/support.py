# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of roundtrip-cli share: the program as a process, a Roundtrip that
serves, and servers of other people. No wait lasts longer than DEADLINE seconds unless
it says so."""

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from ports import free_port  # noqa: E402, F401
from tap import main  # noqa: E402, F401

DEADLINE = 20

BINARY = sys.argv[1]
DONE, FAILED, USAGE = 0, 1, 2
END = object()


def wait_for(holds, what, seconds=DEADLINE):
    """Asks until @holds says so."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f'in vain waited for {what}'
        time.sleep(0.01)


class Program:
    """roundtrip-cli with @arguments, its output read line by line."""

    command = [BINARY]

    def __init__(self, *arguments, stdin=subprocess.DEVNULL, environment=None, stdout=subprocess.PIPE):
        self.state = tempfile.mkdtemp(prefix='roundtrip-test-')
        environ = {**os.environ, 'XDG_STATE_HOME': self.state, 'XDG_CACHE_HOME': self.state, 'LC_ALL': 'C.UTF-8',
                   **(environment or {})}
        self.process = subprocess.Popen([*self.command, *map(str, arguments)], stdin=stdin, stdout=stdout,
                                        stderr=subprocess.PIPE, env=environ)
        self.errors = ''
        self.output = queue.Queue()
        self.readers = [threading.Thread(target=self._keep_errors, daemon=True)]
        if stdout == subprocess.PIPE:
            self.readers.append(threading.Thread(target=self._keep_output, daemon=True))
        for reader in self.readers:
            reader.start()

    def _keep_output(self):
        for line in self.process.stdout:
            self.output.put(line.decode())
        self.output.put(END)

    def _keep_errors(self):
        for line in self.process.stderr:
            self.errors += line.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        for reader in self.readers:
            reader.join(DEADLINE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self.state, ignore_errors=True)

    def line(self):
        """The next line of the output."""
        try:
            line = self.output.get(timeout=DEADLINE)
        except queue.Empty:
            raise AssertionError(f'no line came within {DEADLINE} s; errors: {self.errors}') from None
        if line is END:
            raise AssertionError(f'the output ended; errors: {self.errors}')
        return line

    def lines(self):
        """All lines to the end of the output."""
        lines = []
        while True:
            line = self.output.get(timeout=DEADLINE)
            if line is END:
                return lines
            lines.append(line)

    def objects(self):
        return [json.loads(line) for line in self.lines()]

    def until(self, kind):
        """Objects up to the first of @kind."""
        objects = []
        while not objects or objects[-1]['kind'] != kind:
            objects.append(json.loads(self.line()))
        return objects

    def interrupt(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def status(self):
        status = self.process.wait(DEADLINE)
        for reader in self.readers:
            reader.join(DEADLINE)
        return status


def run(*arguments, text=None, environment=None):
    """Runs it to its end; gives status, output and errors."""
    with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as state:
        environ = {**os.environ, 'XDG_STATE_HOME': state, 'LC_ALL': 'C.UTF-8', **(environment or {})}
        result = subprocess.run([BINARY, *map(str, arguments)], input=text or '', capture_output=True, text=True,
                                encoding='utf-8', timeout=DEADLINE, env=environ, check=False)
    return result.returncode, result.stdout, result.stderr


class Serve(Program):
    """A Roundtrip on free ports, with the addresses of its ports."""

    def __init__(self, *arguments, **options):
        super().__init__('serve', '--port', 0, '--chat-port', 0, '--stream-port', 0, *arguments, **options)
        self.urls = dict(self.line().split() for _ in range(3))

    def url(self, path, port='main'):
        return self.urls[port].rstrip('/') + path

    def websocket_url(self, path, port='main'):
        return re.sub('^http', 'ws', self.url(path, port))


class Foreign:
    """Somebody else's server: @answer gets each connection, its head read, in a thread."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.connections = []
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for connection in self.connections:
            connection.close()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.socket.getsockname()[1]}/'

    @property
    def websocket_url(self):
        return self.url.replace('http', 'ws', 1)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                connection.settimeout(DEADLINE)
                self.connections.append(connection)
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError, EOFError):
            while True:
                request = Request(connection)
                self.requests.append(request)
                if not self.answer(request):
                    return


class Request:
    """A request's head, its body if it has a length, and the connection to answer on."""

    def __init__(self, connection):
        self.connection = connection
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            byte = connection.recv(1)
            if not byte:
                raise EOFError
            head += byte
        self.line, *fields = head.decode('latin-1').rstrip().split('\r\n')
        self.headers = {name.lower(): value.strip() for name, value in (field.split(':', 1) for field in fields)}
        self.body = b''
        while len(self.body) < int(self.headers.get('content-length', 0)):
            self.body += connection.recv(65536)

    def respond(self, status, content_type, body, *fields):
        """Answers; the connection stays open."""
        body = body.encode()
        head = [f'HTTP/1.1 {status}', f'Content-Length: {len(body)}', *fields]
        if content_type:
            head.append(f'Content-Type: {content_type}')
        if status.startswith(('204', '304')):
            head = [field for field in head if not field.startswith('Content-')]
        self.connection.sendall('\r\n'.join([*head, '', '']).encode() + body)
        return True

    def stream(self, text, end=False):
        """Answers with an event stream that goes on, or ends."""
        head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n'
        self.connection.sendall(head.encode() + text.encode())
        if end:
            self.connection.shutdown(socket.SHUT_RDWR)
        return False
