# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of the bench and the program that plays their readers.

Each server is a process of its own that is told "publish K SIZE" and sends K events to
everyone. nginx cannot be told so: it gets K requests to its publishing URL in one write.
"""

import os
import pathlib
import select
import shutil
import socket
import subprocess

import measure

NCHAN_MODULES = ['/usr/lib/nginx/modules/ngx_nchan_module.so',
                 '/usr/share/nginx/modules/ngx_nchan_module.so']
# Bytes of an event's data.
PAYLOAD = 100
# No answer is waited for longer than this many seconds.
DEADLINE = 60


# How many events wait for each reader when they are sent.
WAITING = (1, 16)


class Missing(Exception):
    """A contender that is not installed here."""


def answer(process):
    """The line a program says next, empty where it ended or says nothing in time."""
    ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
    return process.stdout.readline().strip() if ready else ''


class Server:
    """A server that listens to commands on its standard input."""

    name = ''
    waiting = WAITING

    def __init__(self, command, env=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, env=env)
        word, _, port = answer(self.process).partition(' ')
        if word != 'ready':
            self.process.kill()
            raise RuntimeError(f'{self.name} did not start')
        self.port = int(port)
        self.pid = self.process.pid

    def path(self, protocol):
        return f'/{protocol}'

    def publish(self, count, size):
        self.process.stdin.write(f'publish {count} {size}\n')
        self.process.stdin.flush()

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Bare(Server):
    name = 'bare loop'

    def __init__(self, places, protocol):
        super().__init__([places.build / 'bare-loop', protocol])


class Gathering(Server):
    """The bare loop again, but one write for all that waits: what it costs at least."""

    name = 'gathering'
    waiting = WAITING[1:]

    def __init__(self, places, protocol):
        super().__init__([places.build / 'bare-loop', protocol, 'gather'])


class Node(Server):
    name = 'Node'

    def __init__(self, places, protocol):
        node = shutil.which('node')
        modules = places.root / 'node_modules'
        if not node:
            raise Missing('node is not installed (Debian: nodejs)')
        if protocol == 'websocket' and not (modules / 'ws').is_dir():
            raise Missing('ws is not installed: sh tests/run.sh installs it')
        super().__init__([node, places.source / 'node-server.js', protocol],
                         env=os.environ | {'NODE_PATH': str(modules)})


class Roundtrip(Server):
    name = 'Roundtrip'

    def __init__(self, places, protocol):
        program = places.build / 'roundtrip-server'
        if not program.exists():
            raise Missing('roundtrip-server is not built')
        super().__init__([program])

    def path(self, protocol):
        return '/channels/bench'


class Nchan(Server):
    name = 'nchan'

    def __init__(self, places, protocol):
        nginx = shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin:/sbin')
        module = next(filter(os.path.exists, NCHAN_MODULES), None)
        if not nginx or not module:
            raise Missing('nginx with nchan is not installed (Debian: nginx-light, '
                          'libnginx-mod-nchan)')
        self.port = free_port()
        scratch = places.scratch / f'nginx-{self.port}'
        scratch.mkdir()
        text = (places.source / 'nginx.conf.in').read_text()
        for word, value in [('SCRATCH', scratch), ('PORT', self.port), ('MODULE', module)]:
            text = text.replace(word, str(value))
        (scratch / 'nginx.conf').write_text(text)
        # stderr is closed to the note that an ordinary user cannot set "user".
        self.process = subprocess.Popen(
            [nginx, '-p', scratch, '-c', scratch / 'nginx.conf'], stderr=subprocess.DEVNULL)
        self.number = 0
        try:
            self.socket = connect(self.port, self.process)
            # The worker is there once it answers.
            self.publish(1, PAYLOAD)
            self.pid = measure.children(self.process.pid)[0]
        except Exception:
            self.process.terminate()
            raise

    def publish(self, count, size):
        requests = b''
        for _ in range(count):
            self.number += 1
            head = f'{{"n":{1000000000 + self.number},"pad":"'
            body = head + 'x' * (size - len(head) - 2) + '"}'
            requests += (f'POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\n'
                         f'Content-Length: {size}\r\n\r\n{body}').encode()
        self.socket.sendall(requests)
        answers = b''
        while answers.count(b'HTTP/1.1 20') < count:
            part = self.socket.recv(65536)
            if not part:
                raise RuntimeError('nginx closed the publishing connection')
            answers += part

    def stop(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()


class Readers:
    """N readers of one server, in one process."""

    def __init__(self, places, server, protocol, count):
        self.count = count
        self.total = 0
        self.name = server.name
        self.process = subprocess.Popen(
            [places.build / 'readers', str(server.port), server.path(protocol), protocol,
             str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect('open')

    def expect(self, word):
        line = answer(self.process)
        if line != word:
            self.process.kill()
            raise RuntimeError(f'readers of {self.name}: '
                               f'{line or f"not {word} within {DEADLINE} s"}')

    def announce(self, events):
        """Tells what is about to come, before it is published."""
        self.total += events * self.count
        self.process.stdin.write(f'await {self.total}\n')
        self.process.stdin.flush()

    def wait(self):
        self.expect('arrived')

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Places:
    def __init__(self, source, build, scratch):
        self.source = pathlib.Path(source)
        self.build = pathlib.Path(build)
        self.root = self.build.parent.parent
        self.scratch = pathlib.Path(scratch)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def connect(port, process):
    """Connects to a server that is just starting."""
    while process.poll() is None:
        try:
            return socket.create_connection(('127.0.0.1', port), DEADLINE)
        except ConnectionRefusedError:
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
    raise RuntimeError('nginx did not start')


ALL = [Bare, Gathering, Node, Nchan, Roundtrip]
