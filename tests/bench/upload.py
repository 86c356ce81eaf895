#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What taking a file costs, beside Node: upload.py SOURCE BUILD ROUNDTRIP_CLI

Both write the file to the same disk and compute its SHA-256 while it arrives, with OpenSSL,
Roundtrip in a thread. They run at the same time, and take turns.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

import measure

BLOCK = os.urandom(1024 * 1024)
# Seconds: no answer is waited for longer.
DEADLINE = 120


class Server:
    def __init__(self, name, command, folder):
        self.name = name
        environment = {**os.environ, 'XDG_CACHE_HOME': folder, 'XDG_STATE_HOME': folder}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        word, where = self.process.stdout.readline().split()
        self.port = int(where if word == 'ready' else where.rstrip('/').rsplit(':', 1)[1])
        self.samples = []

    def take(self, size):
        """Seconds, and those of the processor."""
        expected = hashlib.sha256()
        for _ in range(size):
            expected.update(BLOCK)
        with socket.create_connection(('127.0.0.1', self.port), DEADLINE) as client:
            begin, spent = time.monotonic(), measure.processor_time(self.process.pid)
            client.sendall(b'PUT /upload/bench HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n'
                           b'Connection: close\r\n\r\n' % (size * len(BLOCK)))
            for _ in range(size):
                client.sendall(BLOCK)
            answer = b''
            while some := client.recv(65536):
                answer += some
            elapsed = time.monotonic() - begin
            spent = measure.processor_time(self.process.pid) - spent
        assert json.loads(answer[answer.index(b'{'):answer.rindex(b'}') + 1])['sha256'] == expected.hexdigest(), answer
        return elapsed, spent

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


def show(servers, size):
    for server in servers:
        rate = statistics.median(size / elapsed for elapsed, _ in server.samples)
        cost = statistics.median(spent / size for _, spent in server.samples)
        print(f'{server.name:>10}: {rate:7.1f} MiB/s, {cost * 1000:5.2f} ms of processor a MiB, '
              f'{measure.resident_bytes(server.process.pid) / 1024 / 1024:.1f} MiB resident after it')
    ours, theirs = servers
    for what, place in (('time', 0), ('processor', 1)):
        ratio = statistics.median(one[place] / other[place] for one, other in zip(ours.samples, theirs.samples))
        print(f'{ours.name} over {theirs.name}, {what}: {ratio:.2f}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('roundtrip_cli')
    parser.add_argument('--size', type=int, default=256, help='MiB of a file')
    parser.add_argument('--rounds', type=int, default=5)
    options = parser.parse_args()
    node = shutil.which('node')
    if node is None:
        print('node is not installed (Debian: nodejs)')
        return
    print(f'{measure.machine()}\nfiles of {options.size} MiB, medians of {options.rounds} rounds')
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as folder:
        commands = {
            'Roundtrip': [options.roundtrip_cli, 'serve', '--port', '0', '--chat-port', '0', '--stream-port', '0'],
            'Node': [node, pathlib.Path(options.source) / 'upload-node.js', folder],
        }
        servers = [Server(name, command, folder) for name, command in commands.items()]
        try:
            for _ in range(options.rounds):
                for server in servers:
                    server.samples.append(server.take(options.size))
            show(servers, options.size)
        finally:
            for server in servers:
                server.stop()


if __name__ == '__main__':
    main()
