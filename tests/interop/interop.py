# SPDX-License-Identifier: GPL-3.0-or-later
"""What these tests share: the way to those of the command line, and /metrics read."""

import contextlib
import json
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'cli'))

import support  # noqa: E402
import wire  # noqa: E402


def port_of(serve, name='main'):
    return int(serve.urls[name].rstrip('/').rsplit(':', 1)[1])


def read_metrics(port):
    """{(name, pattern, rest of the labels): value}, read on a connection of its own."""
    with wire.Client(port) as client:
        _, body = client.get('/metrics')
    found = re.findall(r'^(\w+)\{pattern="([^"]*)"(?:,\w+="([^"]*)")?\} (\d+)$', body.decode(), re.M)
    return {(name, pattern, label): int(value) for name, pattern, label, value in found}


def wait_for(holds, what):
    """Asks until @holds gives something, which is given back."""
    end = time.monotonic() + wire.DEADLINE
    while not (found := holds()):
        assert time.monotonic() < end, f'in vain waited for {what}'
        time.sleep(0.01)
    return found


def wait_for_connections(port, pattern, count):
    wait_for(lambda: read_metrics(port)['roundtrip_connections', pattern, ''] == count,
             f'{count} open connections of {pattern}')


def own_address():
    """An address of this machine that is not loopback; skips where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this only asks which way it would go (RFC 5737).
            probe.connect(('203.0.113.1', 9))
        except OSError:
            raise unittest.SkipTest('this machine has no address but loopback') from None
        return probe.getsockname()[0]


def need_node(*modules):
    """Skips where Node, or one of @modules, is missing."""
    node = shutil.which('node')
    if node is None:
        raise unittest.SkipTest('node is not installed')
    for module in modules:
        if subprocess.run([node, '-e', f'require("{module}")'], capture_output=True, check=False).returncode != 0:
            raise unittest.SkipTest(f'{module} is not installed; tests/run.sh installs it from npm')


class Proxy:
    """Between a client and the server, to be cut; @rate: bytes a second that it lets by."""

    def __init__(self, port, rate=None):
        self.port = port
        self.rate = rate
        self.pairs = []
        self.socket = socket.create_server(('127.0.0.1', 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.socket.getsockname()[1]}'

    def _accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            try:
                pair = client, socket.create_connection(('127.0.0.1', self.port))
            except OSError:
                client.close()
                continue
            self.pairs.append(pair)
            for one, other in (pair, pair[::-1]):
                threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    def _pass_on(self, one, other):
        try:
            while some := one.recv(65536):
                other.sendall(some)
                if self.rate:
                    time.sleep(len(some) / self.rate)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        """Resets every connection."""
        pairs, self.pairs = self.pairs, []
        for one in (one for pair in pairs for one in pair):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            # The other thread still waits for it: that keeps it open.
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self):
        self.cut()
        self.socket.close()


class Node(support.Program):
    """A script beside this one, in Node; what it prints is one object a line."""

    command = ['node']

    def __init__(self, script, *arguments, **options):
        super().__init__(pathlib.Path(__file__).resolve().parent / script, *arguments, **options)

    def until(self, what):
        """The next object of the kind @what."""
        while (found := json.loads(self.line())).get('what') != what:
            pass
        return found

    def forget(self):
        """Everything that was printed until now."""
        while not self.output.empty():
            self.output.get_nowait()
