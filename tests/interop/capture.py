# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what passes the loopback interface, and counts from that alone what each
pattern put on the wire. As a program: records the given port until standard input ends.

A packet socket rather than a pcap: only the kernel's virtio header tells how many
segments one captured packet is."""

import collections
import ctypes
import math
import os
import pickle
import select
import socket
import struct
import subprocess
import sys

import wire

SOL_PACKET = 263
PACKET_STATISTICS = 6
PACKET_VNET_HDR = 15
SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
ETH_P_ALL = 3
ETHERNET, VNET = 14, 10
ETHERTYPE_IPV6 = 0x86dd
IN, OUT = 'in', 'out'
FIN, SYN, RST = 1, 2, 4
BUFFER = 128 * 1024 * 1024


def attach_filter(packets, port):
    """Only what is being sent (loopback shows each packet twice), from or to @port."""
    program = [(0x30, 0, 0, 0xfffff004),       # the packet's type
               (0x15, 0, 9, socket.PACKET_OUTGOING),
               (0x28, 0, 0, 12),               # the Ethernet type
               (0x01, 0, 0, ETHERNET + 40),
               (0x15, 1, 0, ETHERTYPE_IPV6),
               (0x01, 0, 0, ETHERNET + 20),
               (0x48, 0, 0, 0),                # the ports, behind the IP header
               (0x15, 2, 0, port),
               (0x48, 0, 0, 2),
               (0x15, 0, 1, port),
               (0x06, 0, 0, 0xffffffff),
               (0x06, 0, 0, 0)]
    code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *line) for line in program))
    packets.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                       struct.pack('HL', len(program), ctypes.addressof(code)))


def open_packets(port):
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    try:
        packets.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    except PermissionError:
        packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    packets.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    attach_filter(packets, port)
    packets.bind(('lo', ETH_P_ALL))
    packets.setblocking(False)
    return packets


def why_not():
    """Why nothing can be captured here, or None."""
    try:
        open_packets(1).close()
    except OSError as error:
        return f'capturing loopback is not permitted here: {error}'
    return None


def record(port):
    """Child process: keeps all packets in memory, and gives them away at the end."""
    packets = open_packets(port)
    kept = []
    print('ready', flush=True)
    ended = False
    while True:
        try:
            kept.append(packets.recv(VNET + 256 * 1024))
        except BlockingIOError:
            if ended:
                break
            ended = sys.stdin in select.select([packets, sys.stdin], [], [])[0]
    _, dropped = struct.unpack('II', packets.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    sys.stdout.buffer.write(pickle.dumps((kept, dropped)))


class Capture:
    """Captures @port from entering on until stop()."""

    def __init__(self, port):
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = port

    def __enter__(self):
        assert self.process.stdout.readline() == b'ready\n'
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(wire.DEADLINE)
        self.process.stdin.close()
        self.process.stdout.close()

    def stop(self):
        """The packets with data and those that open or end a connection, in their order."""
        output, _ = self.process.communicate(timeout=wire.DEADLINE)
        kept, dropped = pickle.loads(output)
        assert dropped == 0, f'the kernel dropped {dropped} packets that were to be captured'
        packets = (Packet(raw, self.port) for raw in kept)
        return [packet for packet in packets if packet.is_tcp and (packet.payload or packet.flags & (SYN | FIN | RST))]


class Packet:
    def __init__(self, raw, port):
        segment_size, = struct.unpack_from('H', raw, 4)
        ip = VNET + ETHERNET
        v6 = raw[ip] >> 4 == 6
        tcp = ip + (40 if v6 else (raw[ip] & 15) * 4)
        end = ip + (40 + struct.unpack_from('>H', raw, ip + 4)[0] if v6 else struct.unpack_from('>H', raw, ip + 2)[0])
        self.is_tcp = raw[ip + 6 if v6 else ip + 9] == socket.IPPROTO_TCP
        source, target, self.seq, self.ack, lengths, self.flags = struct.unpack_from('>HHIIBB', raw, tcp)
        self.payload = raw[tcp + (lengths >> 4) * 4:end]
        self.direction = IN if target == port else OUT
        addresses = raw[ip + 8:ip + 40] if v6 else raw[ip + 12:ip + 20]
        half = len(addresses) // 2
        self.peer = (addresses[:half], source) if self.direction == IN else (addresses[half:], target)
        self.segments = math.ceil(len(self.payload) / segment_size) if segment_size else bool(self.payload)


Share = collections.namedtuple('Share', 'bytes segments sent_again')


class Flow:
    """One direction of a connection, put together by sequence numbers."""

    def __init__(self):
        self.first = None
        self.data = bytearray()
        self.waiting = {}
        self.segments = []   # where each begins, how many it is, and how many of them say nothing new

    def add(self, packet):
        if packet.flags & SYN:
            self.first = packet.seq + 1
        if not packet.payload:
            return
        offset = (packet.seq - self.first) % 2**32
        again = packet.segments if offset + len(packet.payload) <= len(self.data) else 0
        self.segments.append((offset, packet.segments, again))
        self.waiting[offset] = max(self.waiting.get(offset, b''), packet.payload, key=len)
        while any(start <= len(self.data) for start in self.waiting):
            start = min(self.waiting)
            payload = self.waiting.pop(start)
            assert self.data[start:start + len(payload)] == payload[:len(self.data) - start], 'sent again, but different'
            self.data += payload[len(self.data) - start:]


class Connection:
    """Both directions, and the requests with their answers as (pattern, ends)."""

    def __init__(self):
        self.flows = {IN: Flow(), OUT: Flow()}
        self.requests = []
        self.taken = None   # how much had come for the client when it left

    def add(self, packet):
        self.flows[packet.direction].add(packet)
        if packet.direction == IN and packet.flags & (FIN | RST) and self.taken is None:
            self.taken = len(self.flows[OUT].data)

    def parse(self):
        """Finds the requests and where each and its answer ends; the last one's, and
        what is no request, go on to the end."""
        self.requests = []
        came, went = self.flows[IN].data, self.flows[OUT].data
        start, answer_start = 0, 0
        while (request := wire.read_head(came, start)) is not None:
            rest = wire.read_body(came, request)
            answer = wire.read_response(went, answer_start, request.method)
            while answer is not None and answer[0].status == 100:
                answer = wire.read_response(went, answer[2], request.method)
            upgraded = answer is not None and answer[0].status == 101
            whole = rest is not None and answer is not None and not upgraded
            ends = {IN: rest[1], OUT: answer[2]} if whole else {IN: len(came), OUT: len(went)}
            self.requests.append((request, ends))
            if not whole:
                return
            start, answer_start = ends[IN], ends[OUT]

    def shares(self):
        """Yields (pattern, direction, Share). What follows the last whole
        request belongs to that one's pattern; without any it is nobody's."""
        for direction, flow in self.flows.items():
            parts = [(pattern_of(request), ends[direction]) for request, ends in self.requests]
            if parts:
                parts[-1] = (parts[-1][0], len(flow.data))
            else:
                parts = [('other', len(flow.data))]
            start = 0
            for pattern, end in parts:
                mine = [(n, again) for offset, n, again in flow.segments if start <= offset < end]
                yield pattern, direction, Share(end - start, sum(n for n, _ in mine), sum(again for _, again in mine))
                start = end


def pattern_of(request):
    """By what the contract says, never by what was answered."""
    accepted = [part.split(';')[0].strip() for part in request.headers.get('accept', '').split(',')]
    if request.path in ('/', '/chat') and request.headers.get('upgrade', '').lower() == 'websocket':
        return 'websocket'
    if request.path.startswith('/channels/'):
        if request.method == 'POST':
            return 'request-response'
        if request.headers.get('upgrade', '').lower() == 'websocket':
            return 'websocket'
        if 'text/event-stream' in accepted:
            return 'server-sent-events'
        return 'long-polling' if 'wait=' in request.headers.get('prefer', '') else 'short-polling'
    if request.path == '/uploadprogress':
        return 'websocket' if request.headers.get('upgrade', '').lower() == 'websocket' else 'server-sent-events'
    if request.path == '/upload' or request.path.startswith('/upload/'):
        return 'request-response'
    classic = {'/': 'request-response', '/hello': 'request-response', '/bitcoin': 'short-polling',
               '/stream': 'server-sent-events', '/submit': 'request-response', '/validate-music': 'long-polling',
               '/check-status': 'long-polling'}
    return classic.get(request.path, 'other')


def connections_of(packets):
    """The connections, in the order of their beginnings, parsed."""
    found, latest = [], {}
    for packet in packets:
        begins = packet.flags & SYN and packet.direction == IN
        known = latest.get(packet.peer)
        if begins and (known is None or known.flows[IN].first != packet.seq + 1):
            latest[packet.peer] = Connection()
            found.append(latest[packet.peer])
        latest[packet.peer].add(packet)
    for connection in found:
        for flow in connection.flows.values():
            assert not flow.waiting, 'the capture has holes'
        connection.parse()
    return found


def count(packets):
    """{(pattern, direction): Share} of all @packets."""
    sums = collections.defaultdict(lambda: Share(0, 0, 0))
    for connection in connections_of(packets):
        for pattern, direction, share in connection.shares():
            sums[pattern, direction] = Share(*map(sum, zip(sums[pattern, direction], share)))
    return dict(sums)


if __name__ == '__main__':
    record(int(sys.argv[1]))
