#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What misbehaving peers cost the others: misbehaving.py SOURCE BUILD ROUNDTRIP_CLI

One who reads by each of the four patterns, beside 1,000 connections that say a byte a
second, or beside everything else that the test misbehaves in, without a pause. In turns:
nobody misbehaves; the same happens to another Roundtrip, which costs this one's readers
what the machine costs them; it happens to the Roundtrip that they read from.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import measure

INTERVAL = 0.005
SECONDS = 3
ROUNDS = 3
GOAL = 1.1
TURNS = ['nobody', 'elsewhere', 'here']


def tests(source):
    return pathlib.Path(source).resolve().parent / 'interop'


class Server:
    def __init__(self, command, folder):
        environment = {**os.environ, 'XDG_CACHE_HOME': folder, 'XDG_STATE_HOME': folder}
        self.process = subprocess.Popen([command, 'serve', '--port', '0', '--chat-port', '0', '--stream-port', '0'],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=environment)
        self.port = self.process.stdout.readline().rstrip('/\n').rsplit(':', 1)[1]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


class Bystanders:
    def __init__(self, source, port):
        self.process = subprocess.Popen([sys.executable, tests(source) / 'bystanders.py', port, str(INTERVAL)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, what):
        self.process.stdin.write(what + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def turn(source, bystanders, how, port):
    """Latencies of one turn; @port: to which it happens, or None."""
    bystanders.say('phase')
    if port is None:
        time.sleep(SECONDS)
    else:
        subprocess.run([sys.executable, tests(source) / 'misbehaviour.py', port, str(SECONDS), how],
                       check=True, stdout=subprocess.DEVNULL)
    return bystanders.say('phase')


def prepare(source, port):
    subprocess.run([sys.executable, '-c', f'import misbehaviour; misbehaviour.prepare({port})'],
                   cwd=tests(source), check=True)


def show(how, samples):
    print(f'\n{how}, ms:')
    print(f'{"":>20} {"":>4}' + ''.join(f'{name:>11}' for name in TURNS) + '  here/nobody  here/elsewhere   goal')
    for pattern in samples['nobody'][0]:
        for share in ('p50', 'p99'):
            at = {name: statistics.median(found[pattern][share] for found in samples[name]) for name in TURNS}
            print(f'{pattern:>20} {share:>4}' + ''.join(f'{at[name]:11.2f}' for name in TURNS) +
                  f'{at["here"] / at["nobody"]:13.2f}{at["here"] / at["elsewhere"]:16.2f} {GOAL:6.1f}')


def run(source, command, rounds):
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as folder:
        with measure.processor('server'):
            here, elsewhere = (Server(command, folder) for _ in range(2))
        with measure.processor('readers'):
            for server in (here, elsewhere):
                prepare(source, server.port)
            bystanders = Bystanders(source, here.port)
            before = measure.resident_bytes(here.process.pid)
            try:
                for how in ('slow', 'loud'):
                    samples = {name: [] for name in TURNS}
                    for number in range(rounds):
                        for name in TURNS[number % 3:] + TURNS[:number % 3]:
                            port = {'nobody': None, 'elsewhere': elsewhere.port, 'here': here.port}[name]
                            samples[name].append(turn(source, bystanders, how, port))
                            time.sleep(0.25)
                    show(how, samples)
                total = bystanders.say('end')
            finally:
                bystanders.stop()
                after = measure.resident_bytes(here.process.pid)
                here.stop()
                elsewhere.stop()
    missed = sum(not found['exact'] for found in total['readers'].values())
    print(f'\n{total["published"]} events, {missed} of {len(total["readers"])} readers missed any; '
          f'{before / 1024 / 1024:.1f} MiB resident before, {after / 1024 / 1024:.1f} MiB at the end')
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('build')
    parser.add_argument('roundtrip_cli')
    parser.add_argument('--rounds', type=int, default=ROUNDS)
    options = parser.parse_args()
    print(f'{measure.machine()}\nwhat misbehaving peers cost others, medians of {options.rounds} rounds of {SECONDS} s')
    sys.stdout.flush()
    return run(options.source, options.roundtrip_cli, options.rounds)


if __name__ == '__main__':
    sys.exit(main())
