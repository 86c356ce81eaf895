# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli compare against what others see of the same run: a capture of loopback, tshark where
there is one, and Node on the same channel."""

import collections
import json
import shutil
import signal
import socket
import statistics
import subprocess
import threading
import unittest

import interop
import capture
import support
import wire

PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
CLIENTS, EVENTS = 5, 20
# Connecting is measured too, so whatever was captured is what was counted.
ARGUMENTS = ['--clients', CLIENTS, '--rate', 10, '--duration', EVENTS / 10, '--warm-up', 0, '--interval', 0.25,
             '--own-process', '--order', 'apart', '--json']
READ = """
const read = require('http').get(process.argv[1], {headers: {Accept: 'text/event-stream'}}, answer => {
  let text = '';
  answer.on('data', chunk => {
    const now = (performance.timeOrigin + performance.now()) * 1000;
    text += chunk;
    for (let end; (end = text.indexOf('\\n\\n')) >= 0; text = text.slice(end + 2))
      for (const line of text.slice(0, end).split('\\n'))
        if (line.startsWith('data:') && line.includes('"t":'))
          console.log(JSON.parse(line.slice(5)).n, now - JSON.parse(line.slice(5)).t);
  });
  answer.on('end', () => process.exit());
  answer.on('error', () => process.exit());
});
read.on('error', () => process.exit(1));
"""


def counted(report):
    run, = report['runs']
    assert run['published'] == EVENTS and run['clients'] == CLIENTS, run
    return run['traffic'], run['server']


@unittest.skipIf(capture.why_not(), capture.why_not())
class Captured(unittest.TestCase):
    def test_requests_and_bytes_are_those_on_the_wire(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                port = support.free_port()
                with capture.Capture(port) as recording:
                    status, output, errors = support.run('compare', *ARGUMENTS, '--patterns', pattern, '--port', port)
                    packets = recording.stop()
                self.assertEqual(status, support.DONE, errors)
                _, server = counted(json.loads(output))
                connections = capture.connections_of(packets)
                shares = capture.count(packets)
                self.assertEqual(len(connections), server['connections_opened'])
                self.assertEqual(sum(len(connection.requests) for connection in connections), server['requests'])
                # A WebSocket's last words are said when the server is looked at, or thereafter.
                closing = {capture.IN: 8 * CLIENTS, capture.OUT: 4 * CLIENTS} if pattern == 'websocket' else {}
                for direction in capture.IN, capture.OUT:
                    uncounted = shares[pattern, direction].bytes - server[f'wire_bytes_{direction}']
                    self.assertIn(uncounted, range(closing.get(direction, 0) + 1), direction)

    def test_what_the_clients_counted_is_what_the_server_did(self):
        for pattern in PATTERNS:
            with self.subTest(pattern):
                status, output, errors = support.run('compare', *ARGUMENTS, '--patterns', pattern)
                self.assertEqual(status, support.DONE, errors)
                clients, server = counted(json.loads(output))
                self.assertEqual(clients['connections_opened'], server['connections_opened'])
                self.assertEqual(clients['requests'], server['requests'])
                # But for a WebSocket's closing frame of 4 bytes, which no leaving client waits for.
                self.assertIn(server['wire_bytes_out'] - clients['wire_bytes_in'], range(4 * CLIENTS + 1))
                self.assertEqual(clients['payload_bytes_in'], server['payload_bytes_out'])


class Tshark:
    """Captures @port with tshark: what is the payload of each packet, in which stream, which way."""
    FIELDS = ['tcp.stream', 'tcp.dstport', 'tcp.flags.fin', 'tcp.flags.reset', 'tcp.seq', 'tcp.payload']

    def __init__(self, port):
        fields = [word for field in self.FIELDS for word in ('-e', field)]
        self.process = subprocess.Popen(['tshark', '-n', '-l', '-i', 'lo', '-B', '64', '-f', f'tcp port {port}',
                                         '-T', 'fields', *fields],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = port
        # By stream and direction: payloads by the number of their first byte, which is 1 for the first of
        # all, and how many bytes there were in all. Packets are seen in any order.
        self.parts = collections.defaultdict(dict)
        self.lengths = {}
        self.reset = set()
        self.errors = []
        self.ready = threading.Event()
        self.threads = [threading.Thread(target=self.read, daemon=True),
                        threading.Thread(target=self.read_errors, daemon=True)]

    def read(self):
        for line in self.process.stdout:
            stream, target, fin, reset, sequence, payload = line.rstrip('\n').split('\t')
            self.ready.set()
            way = stream, capture.IN if int(target) == self.port else capture.OUT
            part = bytes.fromhex(payload.replace(':', ''))
            if len(part) > len(self.parts[way].get(int(sequence), b'')):
                self.parts[way][int(sequence)] = part
            if fin in ('1', 'True'):
                self.lengths[way] = int(sequence) - 1 + len(part)
            if reset in ('1', 'True'):
                self.reset.add(stream)

    def read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def is_ready(self):
        # It says that it captures before it does. The refusal of a connection is what it sees first.
        assert self.process.poll() is None, f'tshark ended: {self.errors}'
        with socket.socket() as probe:
            probe.connect_ex(('127.0.0.1', self.port))
        return self.ready.wait(0.1)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        try:
            support.wait_for(self.is_ready, 'a packet that tshark sees')
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(support.DEADLINE)
        for thread in self.threads:
            thread.join(support.DEADLINE)
        self.process.stdout.close()
        self.process.stderr.close()

    def bytes_of(self, way):
        """What came, each byte once; None as long as some of it, or the end, was not seen."""
        came = bytearray()
        for sequence, part in sorted(list(self.parts[way].items())):
            if sequence - 1 > len(came):
                return None
            came[sequence - 1:sequence - 1 + len(part)] = part
        is_whole = way[0] in self.reset if way not in self.lengths else len(came) == self.lengths[way]
        return bytes(came) if is_whole else None

    def sum(self, n_streams):
        """As count(); None as long as not all of it was seen."""
        # A refused connection has nothing in it.
        streams = {stream for (stream, _), parts in list(self.parts.items()) if parts}
        if len(streams) < n_streams:
            return None
        sums = collections.defaultdict(lambda: [0, 0, collections.Counter()])
        for stream in streams:
            came = {direction: self.bytes_of((stream, direction)) for direction in (capture.IN, capture.OUT)}
            if None in came.values():
                return None
            start, heads = 0, []
            while (head := wire.read_head(came[capture.IN], start)) is not None:
                heads.append(head)
                # What follows an upgrade is no request.
                rest = wire.read_body(came[capture.IN], head) if 'upgrade' not in head.headers else None
                start = rest[1] if rest is not None else len(came[capture.IN])
            mine = sums[capture.pattern_of(heads[0])]
            mine[0] += 1
            mine[1] += len(heads)
            for direction in came:
                mine[2][direction] += len(came[direction])
        return sums

    def count(self, n_streams):
        """Once all of that many streams was seen: {pattern: [streams, requests, {direction: bytes}]}"""
        sums = []
        support.wait_for(lambda: sums.append(self.sum(n_streams)) or sums[-1], 'all of what is captured')
        return sums[-1]


@unittest.skipIf(capture.why_not(), capture.why_not())
class OfAPreset(unittest.TestCase):
    """The short form of what Abril published: four patterns at the same time, from connecting on."""
    PRESET = ['--preset', 'abril-2017', '--brief', '--own-process', '--json']

    def run_preset(self, port):
        status, output, errors = support.run('compare', *self.PRESET, '--port', port)
        self.assertEqual(status, support.DONE, errors)
        report = json.loads(output)
        patterns = [contestant['pattern'] for contestant in report['experiment']['contestants']]
        self.assertEqual(patterns, PATTERNS)
        return {patterns[run['contestant']]: run['server'] for run in report['runs']}

    def check(self, pattern, server, counted):
        connections, requests, amounts = counted
        self.assertEqual(connections, server['connections_opened'], pattern)
        self.assertEqual(requests, server['requests'], pattern)
        closing = {capture.IN: 8, capture.OUT: 4} if pattern == 'websocket' else {}
        for direction in capture.IN, capture.OUT:
            uncounted = amounts[direction] - server[f'wire_bytes_{direction}']
            self.assertIn(uncounted, range(closing.get(direction, 0) + 1), (pattern, direction))

    def test_requests_and_bytes_are_those_on_the_wire(self):
        port = support.free_port()
        with capture.Capture(port) as recording:
            servers = self.run_preset(port)
            packets = recording.stop()
        connections = capture.connections_of(packets)
        shares = capture.count(packets)
        for pattern, server in servers.items():
            its = [connection for connection in connections if capture.pattern_of(connection.requests[0][0]) == pattern]
            self.check(pattern, server, (len(its), sum(len(connection.requests) for connection in its),
                                         {way: shares[pattern, way].bytes for way in (capture.IN, capture.OUT)}))

    @unittest.skipUnless(shutil.which('tshark'), 'there is no tshark')
    def test_requests_and_bytes_are_those_that_tshark_sees(self):
        port = support.free_port()
        with Tshark(port) as recording:
            servers = self.run_preset(port)
            counted = recording.count(sum(server['connections_opened'] for server in servers.values()))
        self.assertEqual(counted.keys(), servers.keys())
        for pattern, server in servers.items():
            self.check(pattern, server, counted[pattern])


class Outside(unittest.TestCase):
    # An event takes some hundred µs. Clocks tell µs; whose turn it is first among processes that wait for the
    # same event is not known, which for half of the events is less than this: µs.
    RESOLUTION = 1000
    # The first ones were there before everybody listened.
    SEEN = range(51, 201)

    def measure(self):
        """The report, and how late each event was by number: as Node saw it, and as one who watches did."""
        port = support.free_port()
        url = f'http://127.0.0.1:{port}/channels/feed'
        with support.Program('compare', '--clients', 1, '--rate', 50, '--duration', 4, '--warm-up', 0, '--json',
                             '--patterns', 'server-sent-events', '--own-process', '--port', port) as compare:
            support.wait_for(lambda: socket.socket().connect_ex(('127.0.0.1', port)) == 0, 'the server')
            with support.Program('watch', '--json', '--after', 0, '--count', 200, '--pattern', 'server-sent-events',
                                 url) as watch:
                node = subprocess.run(['node', '-e', READ, f'{url}?after=0'], capture_output=True, text=True,
                                      timeout=support.DEADLINE, check=False)
                events = [event for event in map(json.loads, watch.lines()) if event['kind'] == 'event']
            report = json.loads(''.join(compare.lines()))
        theirs = dict((int(number), float(late)) for number, late in map(str.split, node.stdout.splitlines()))
        self.assertEqual(report['runs'][0]['published'], 200)
        return report, theirs, {event['seq']: event['latency_us'] for event in events}

    def measure_while_it_keeps_up(self):
        """A machine that has too much else to do reports that, and no number."""
        for _ in range(5):
            report, theirs, ours = self.measure()
            if report['runs'][0]['kept_up']:
                return report, theirs, ours
        return self.fail('it never kept up')

    def test_latencies_are_those_that_node_sees_on_the_same_channel(self):
        interop.need_node()
        report, theirs, ours = self.measure_while_it_keeps_up()
        self.assertLessEqual(set(self.SEEN), theirs.keys() & ours.keys())
        # Event by event, as one who watches and one of another make see it. Where others want the processors
        # too, each waits for its turn: clocks that differ would shift it all, turns spread it.
        apart = [theirs[number] - ours[number] for number in self.SEEN]
        low, middle, high = statistics.quantiles(apart, n=4)
        self.assertLess(abs(middle), max(self.RESOLUTION, high - low))
        # And the number that is reported, which is of all of them, of one who has turns as well.
        turn = statistics.quantiles(map(abs, apart), n=10)[-1]
        median = statistics.median(theirs[number] for number in self.SEEN)
        reported = report['patterns'][0]['latency_us']['p50']
        self.assertLess(abs(reported - median), max(self.RESOLUTION, turn), report['runs'][0])


if __name__ == '__main__':
    support.main()
