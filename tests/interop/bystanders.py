# SPDX-License-Identifier: GPL-3.0-or-later
"""Who behaves well: publishes numbered events to a channel and reads them by all four
patterns, in a program of its own, so that nothing but the server can delay it.

bystanders.py PORT INTERVAL. Each line of its standard input is answered by one object a
line: "phase" by what the latencies were since the one before, in ms by pattern; "end" by
what became of the events."""

import contextlib
import json
import sys
import threading
import time

import wire

CHANNEL = '/channels/bystanders'
POLL_SECONDS = 0.01


class Reader(threading.Thread):
    """Reads the channel by one pattern until it has seen event number @end."""

    def __init__(self, name, port):
        super().__init__(daemon=True)
        self.name = name
        self.client = wire.Client(port)
        self.numbers = []
        self.latencies = []
        self.failure = None

    def take(self, data):
        event = json.loads(data)
        self.numbers.append(event['n'])
        self.latencies.append((time.monotonic() - event['at']) * 1000)

    def run(self):
        try:
            getattr(self, self.name.replace('-', '_'))()
        except Exception as error:  # noqa: BLE001 (it is told of at the end)
            self.failure = repr(error)

    def short_polling(self):
        self.poll(lambda: time.sleep(POLL_SECONDS))

    def long_polling(self):
        self.poll(lambda: None, 'Prefer: wait=30')

    def poll(self, rest, *headers):
        after = 0
        while True:
            message, body = self.client.get(f'{CHANNEL}?after={after}', *headers)
            assert message.status in (200, 204, 304), message.line
            if message.status == 200:
                answer = json.loads(body)
                after = answer['next']
                for event in answer['events']:
                    self.take(json.dumps(event['data']))
            rest()

    def server_sent_events(self):
        self.client.open_stream(f'{CHANNEL}?after=0')
        while True:
            self.take(self.client.event()['data'])

    def websocket(self):
        self.client.open_websocket(f'{CHANNEL}?after=0')
        while True:
            frame = self.client.frame()
            # Who says nothing for a minute is asked whether he is there.
            if frame.opcode == wire.PING:
                self.client.send(wire.encode_frame(wire.PONG, frame.payload))
            else:
                self.take(frame.payload)


PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']


class Publisher(threading.Thread):
    def __init__(self, port, interval):
        super().__init__(daemon=True)
        self.client = wire.Client(port)
        self.interval = interval
        self.n_published = 0
        self.failure = None
        self.stopping = threading.Event()
        self.publish()

    def publish(self):
        body = json.dumps({'n': self.n_published + 1, 'at': time.monotonic()}).encode()
        message, _ = self.client.post(CHANNEL, body)
        assert message.status == 201, message.line
        self.n_published += 1

    def run(self):
        due = time.monotonic()
        try:
            while not self.stopping.is_set():
                self.publish()
                due = max(due + self.interval, time.monotonic())
                time.sleep(max(0, due - time.monotonic()))
        except Exception as error:  # noqa: BLE001
            self.failure = repr(error)


def summarize(latencies):
    latencies = sorted(latencies)
    at = lambda share: round(latencies[min(int(len(latencies) * share), len(latencies) - 1)], 3)
    return {'n': len(latencies), 'p50': at(.5), 'p95': at(.95), 'p99': at(.99), 'max': at(1)} if latencies else {'n': 0}


def phase(readers):
    found = {}
    for reader in readers:
        latencies, reader.latencies = reader.latencies, []
        found[reader.name] = summarize(latencies)
    return found


def end(publisher, readers):
    """What each reader missed, heard twice or out of order, once nothing more comes."""
    publisher.stopping.set()
    publisher.join()
    deadline = time.monotonic() + wire.DEADLINE
    while any(not r.numbers or r.numbers[-1] < publisher.n_published for r in readers) and time.monotonic() < deadline:
        time.sleep(0.01)
    expected = list(range(1, publisher.n_published + 1))
    return {'published': publisher.n_published, 'failure': publisher.failure,
            'readers': {r.name: {'exact': r.numbers == expected, 'events': len(r.numbers), 'failure': r.failure}
                        for r in readers}}


def main():
    port, interval = int(sys.argv[1]), float(sys.argv[2])
    publisher = Publisher(port, interval)
    readers = [Reader(pattern, port) for pattern in PATTERNS]
    for thread in [*readers, publisher]:
        thread.start()
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            answer = phase(readers) if line.strip() == 'phase' else end(publisher, readers)
            print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
