# SPDX-License-Identifier: GPL-3.0-or-later
"""Who misbehaves: each function does one thing to the server at a port, and gives how it
was answered, so often as that was: {'408': 1000}, or {'1009': 1} for close codes. 'end' is
the end of a connection without a word, 'reset' one by force."""

import collections
import json
import resource
import selectors
import socket
import struct
import sys
import threading
import time
import zlib

import wire

CHANNEL = '/channels/misbehaving'
POST = f'POST {CHANNEL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'.encode()
SLOW = 1000


def raise_file_limit(needed):
    """FALSE where this process may not open so many files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < needed:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return True


def prepare(port):
    """There has to be a channel before anybody can misbehave in it."""
    with wire.Client(port) as client:
        message, _ = client.post(CHANNEL, b'0')
        assert message.status == 201, message.line


def status_of(data):
    """What an answer begins with: a status, or what stands for none."""
    return bytes(data[9:12]).decode() if data.startswith(b'HTTP/1.1 ') else 'end'


def send_and_see(port, request, repeat=b''):
    """Sends @request, then @repeat until it is answered."""
    with wire.Client(port) as client:
        try:
            client.send(request)
            client.socket.settimeout(0)
            deadline = time.monotonic() + wire.DEADLINE
            while repeat and time.monotonic() < deadline:
                try:
                    client.data += client.socket.recv(65536)
                    break
                except BlockingIOError:
                    pass
                try:
                    client.socket.send(repeat)
                except BlockingIOError:
                    time.sleep(0.001)
            client.socket.settimeout(wire.DEADLINE)
            client.read_to_end()
        except ConnectionError:
            client.socket.settimeout(wire.DEADLINE)
            client.read_to_end()
        return status_of(client.data) if client.data else 'reset'


def count(outcomes):
    return dict(collections.Counter(outcomes))


def open_slow(port, number, first):
    """So many connections that have said @first, none of them waited for."""
    slow = []
    for _ in range(number):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(('127.0.0.1', port))
        slow.append(one)
    for one in slow:
        one.settimeout(wire.DEADLINE)
        one.send(first)
        one.setblocking(False)
    return slow


def trickle(slow, each):
    """Says @each on all of them once a second, until all were answered."""
    outcomes = []
    left = set(slow)
    deadline = time.monotonic() + 3 * wire.DEADLINE
    with selectors.DefaultSelector() as selector:
        for one in slow:
            selector.register(one, selectors.EVENT_READ)
        due = time.monotonic() + 1
        while left and time.monotonic() < deadline:
            for key, _ in selector.select(max(0, due - time.monotonic())):
                try:
                    outcomes.append(status_of(key.fileobj.recv(65536)))
                except OSError:
                    outcomes.append('reset')
                selector.unregister(key.fileobj)
                left.discard(key.fileobj)
            if time.monotonic() < due:
                continue
            due += 1
            for one in left:
                try:
                    one.send(each)
                except OSError:
                    pass
    for one in slow:
        one.close()
    return count(outcomes + ['unanswered'] * len(left))


def a_byte_a_second_of_a_head(port):
    return trickle(open_slow(port, SLOW, b'G'), b'E')


def a_byte_a_second_of_a_body(port):
    return trickle(open_slow(port, SLOW, POST + b'Content-Length: 1000\r\n\r\n"'), b'x')


def large_heads(port):
    return count(send_and_see(port, b'GET / HTTP/1.1\r\nHost: localhost\r\nX: ' + 70 * 1024 * b'x' + b'\r\n\r\n')
                 for _ in range(20))


def many_fields(port):
    return count(send_and_see(port, b'GET / HTTP/1.1\r\nHost: localhost\r\n' + 200 * b'X: y\r\n' + b'\r\n')
                 for _ in range(20))


def long_bodies(port):
    return count(send_and_see(port, POST + b'Content-Length: 10000000000\r\n\r\n', 65536 * b'x') for _ in range(5))


def endless_bodies(port):
    chunk = b'4000\r\n' + 0x4000 * b'1' + b'\r\n'
    return count(send_and_see(port, POST + b'Transfer-Encoding: chunked\r\n\r\n', chunk) for _ in range(5))


def ambiguous_framing(port):
    requests = [
        POST + b'Content-Length: 1\r\nContent-Length: 2\r\n\r\n12',
        POST + b'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        b'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n',
        POST + b'Transfer-Encoding: chunked\r\n\r\n1\n1\n0\n\n',
        POST + b'Content-Length: 1, 1\r\n\r\n1',
        b'GET / HTTP/1.1\r\n\r\n',
    ]
    return count(send_and_see(port, request) for request in requests)


def compressed_bodies(port):
    bomb = zlib.compress(bytes(100 * 1024 * 1024), 9)[:60000]
    field = b'Content-Encoding: deflate\r\nContent-Length: %d\r\nConnection: close\r\n\r\n' % len(bomb)
    return count(send_and_see(port, POST + field + bomb) for _ in range(5))


def sent_behind_a_held_request(port):
    poll = (b'GET /channels/ticker?types=none HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n')
    return count(send_and_see(port, poll, 200 * poll) for _ in range(5))


def websocket(port, *sent, repeat=b'', path=CHANNEL):
    """Opens one and sends that: its close code."""
    with wire.Client(port) as client:
        client.open_websocket(path, 'Sec-WebSocket-Extensions: permessage-deflate')
        stop = threading.Event()

        def push():
            try:
                for one in sent:
                    client.send(one)
                while repeat and not stop.is_set():
                    client.send(repeat)
            except OSError:
                pass

        sender = threading.Thread(target=push, daemon=True)
        sender.start()
        try:
            while (frame := client.frame()).opcode != wire.CLOSE:
                pass
            code = str(struct.unpack('>H', frame.payload[:2])[0])
        except EOFError:
            code = 'end'
        except ConnectionError:
            code = 'reset'
        stop.set()
        return code


def times(number, *sent, **options):
    return lambda port: count(websocket(port, *sent, **options) for _ in range(number))


def deflate(data):
    """As RFC 7692 has it, in a frame that says so."""
    raw = zlib.compressobj(9, wbits=-15)
    payload = (raw.compress(data) + raw.flush(zlib.Z_SYNC_FLUSH))[:-4]
    frame = bytearray(wire.encode_frame(wire.TEXT, payload))
    frame[0] |= 0x40
    return bytes(frame)


def with_bits(bits):
    frame = bytearray(wire.encode_frame(wire.TEXT, b'1'))
    frame[0] |= bits
    return bytes(frame)


FRAGMENT = wire.encode_frame(wire.CONTINUATION, 65536 * b'1', fin=False)
EMPTY_FRAGMENTS = 1000 * wire.encode_frame(wire.CONTINUATION, b'', fin=False, mask=b'mask')
FIRST_FRAGMENT = wire.encode_frame(wire.TEXT, b'1', fin=False)

endless_fragments = times(5, FIRST_FRAGMENT, repeat=FRAGMENT)
endless_empty_fragments = times(3, FIRST_FRAGMENT, repeat=EMPTY_FRAGMENTS)
large_messages = times(5, wire.encode_frame(wire.TEXT, (1024 * 1024 + 1) * b'1'))
endless_pings = times(5, repeat=100 * wire.encode_frame(wire.PING, b'are you there?', mask=b'mask'))
endless_pongs = times(5, repeat=100 * wire.encode_frame(wire.PONG, b'', mask=b'mask'))
compression_bombs = times(5, deflate(bytes(100 * 1024 * 1024)))
invalid_text = times(20, wire.encode_frame(wire.TEXT, b'\xc3\x28'))
reserved_bits = times(5, with_bits(0x10))
unmasked_frames = times(20, b'\x81\x011')
unknown_frames = times(20, wire.encode_frame(5, b''))


def leave_in_the_middle(port):
    """Of everything, by FIN and by RST, after each byte of it or nearly."""
    websocket_head = (f'GET {CHANNEL} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n').encode()
    everything = [
        POST + b'Content-Length: 4000\r\n\r\n' + 100 * b'1',
        POST + b'Transfer-Encoding: chunked\r\n\r\n3\r\n111\r\n5;a=b\r\n11',
        f'GET {CHANNEL}?after=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n'.encode(),
        b'GET /channels/ticker?types=none HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\n\r\n',
        websocket_head + wire.encode_frame(wire.TEXT, 300 * b'1')[:250],
        websocket_head + FIRST_FRAGMENT + FRAGMENT[:500],
        b'PUT /upload/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n' + 5000 * b'x',
    ]
    left = 0
    for sent in everything:
        for end in range(1, len(sent), max(1, len(sent) // 40)):
            for leave in (wire.Client.leave, wire.Client.reset):
                client = wire.Client(port)
                client.send(sent[:end])
                leave(client)
                left += 1
    return {'left': left}


# What is done, what it is answered with, and which limit counts that.
ALL = [
    (a_byte_a_second_of_a_head, {'408'}, 'max-head-time'),
    (a_byte_a_second_of_a_body, {'408'}, 'min-body-rate'),
    (large_heads, {'431'}, 'max-head-bytes'),
    (many_fields, {'431'}, 'max-fields'),
    (long_bodies, {'413'}, 'max-body-bytes'),
    (endless_bodies, {'413'}, 'max-body-bytes'),
    (ambiguous_framing, {'400'}, 'request-syntax'),
    (compressed_bodies, {'415'}, 'compression'),
    (sent_behind_a_held_request, {'429'}, 'max-pipelined-bytes'),
    (endless_fragments, {'1009'}, 'max-message-bytes'),
    (endless_empty_fragments, {'1009'}, 'max-fragments'),
    (large_messages, {'1009'}, 'max-message-bytes'),
    (endless_pings, {'1008'}, 'max-control-frames'),
    (endless_pongs, {'1008'}, 'max-control-frames'),
    (compression_bombs, {'1002'}, 'frame-syntax'),
    (invalid_text, {'1007'}, 'frame-syntax'),
    (reserved_bits, {'1002'}, 'frame-syntax'),
    (unmasked_frames, {'1002'}, 'frame-syntax'),
    (unknown_frames, {'1002'}, 'frame-syntax'),
    (leave_in_the_middle, {'left'}, None),
]


def name_of(function):
    for name, value in globals().items():
        if value is function:
            return name.replace('_', ' ')
    raise KeyError(function)


def slow_for(port, seconds):
    """A thousand who say a byte a second of a head, and come again when they are refused."""
    end = time.monotonic() + seconds
    slow = open_slow(port, SLOW, b'G')
    n_refused = 0
    while time.monotonic() < end:
        time.sleep(1)
        for index, one in enumerate(slow):
            try:
                one.send(b'E')
                if one.recv(65536):
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            except OSError:
                n_refused += 1
                one.close()
                slow[index] = open_slow(port, 1, b'G')[0]
    for one in slow:
        one.close()
    return {'408': n_refused}


def loud_for(port, seconds):
    """Everything else, one after the other without a pause."""
    end = time.monotonic() + seconds
    outcomes = collections.Counter()
    loud = [misbehave for misbehave, _, _ in ALL[2:]]
    while time.monotonic() < end:
        for misbehave in loud:
            outcomes.update(misbehave(port))
            if time.monotonic() >= end:
                break
    return dict(outcomes)


def main():
    """misbehaviour.py PORT SECONDS slow|loud"""
    port, seconds, how = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    raise_file_limit(SLOW + 256)
    print(json.dumps(slow_for(port, seconds) if how == 'slow' else loud_for(port, seconds)))


if __name__ == '__main__':
    main()
