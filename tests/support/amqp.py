# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of AMQP 0-9-1 as it takes to publish what Roundtrip itself would not."""

import socket
import struct

DEADLINE = 20
FRAME_BYTES = 100000


def short(text):
    return bytes([len(text)]) + text.encode()


def read_frame(stream):
    kind, channel, size = struct.unpack('>BHI', stream.read(7))
    payload = stream.read(size + 1)[:-1]
    return kind, struct.unpack('>HH', payload[:4])


def refuse(stream):
    """Refuses the login of who connects, as a broker does."""
    def send(number, arguments):
        payload = struct.pack('>HH', *number) + arguments
        stream.write(struct.pack('>BHI', 1, 0, len(payload)) + payload + b'\xce')
        stream.flush()

    stream.read(8)
    send((10, 10), b'\0\x09' + struct.pack('>I', 0) + struct.pack('>I', 5) + b'PLAIN' + struct.pack('>I', 5) + b'en_US')
    assert read_frame(stream) == (1, (10, 11))
    send((10, 50), struct.pack('>H', 403) + short('ACCESS_REFUSED') + b'\0\0\0\0')
    read_frame(stream)


class Connection:
    """To the default virtual host as guest, with one channel."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), DEADLINE)
        self.stream = self.socket.makefile('rwb')

    def __enter__(self):
        self.stream.write(b'AMQP\0\0\x09\x01')
        self.stream.flush()
        self.expect((10, 10))
        self.call(0, (10, 11), b'\0\0\0\0' + short('PLAIN') + struct.pack('>I', 12) + b'\0guest\0guest' +
                  short('en_US'))
        self.expect((10, 30))
        self.call(0, (10, 31), struct.pack('>HIH', 2047, FRAME_BYTES + 8, 0))
        self.call(0, (10, 40), short('/') + b'\0\0')
        self.expect((10, 41))
        self.call(1, (20, 10), b'\0')
        self.expect((20, 11))
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, kind, channel, payload):
        self.stream.write(struct.pack('>BHI', kind, channel, len(payload)) + payload + b'\xce')
        self.stream.flush()

    def call(self, channel, number, arguments=b''):
        self.send(1, channel, struct.pack('>HH', *number) + arguments)

    def expect(self, number):
        while True:
            kind, answer = read_frame(self.stream)
            if kind == 1:
                assert answer == number, answer
                return


def publish(port, queue, body):
    """Publishes @body to @queue, and has it confirmed."""
    with Connection(port) as connection:
        connection.call(1, (85, 10), b'\0')
        connection.expect((85, 11))
        connection.call(1, (60, 40), b'\0\0' + short('') + short(queue) + b'\0')
        connection.send(2, 1, struct.pack('>HHQH', 60, 0, len(body), 0))
        for at in range(0, len(body), FRAME_BYTES):
            connection.send(3, 1, body[at:at + FRAME_BYTES])
        connection.expect((60, 80))


def declare(port, queue, durable):
    """Declares @queue, which stays as long as the broker where it is @durable, else as long as it runs."""
    with Connection(port) as connection:
        connection.call(1, (50, 10), b'\0\0' + short(queue) + bytes([2 if durable else 0]) + b'\0\0\0\0')
        connection.expect((50, 11))
