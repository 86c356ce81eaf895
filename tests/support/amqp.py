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


def publish(port, queue, body):
    """Publishes @body to @queue of the default virtual host, as guest, and has it confirmed."""
    with socket.create_connection(('127.0.0.1', port), DEADLINE) as connection, connection.makefile('rwb') as stream:
        def send(kind, channel, payload):
            stream.write(struct.pack('>BHI', kind, channel, len(payload)) + payload + b'\xce')
            stream.flush()

        def call(channel, number, arguments=b''):
            send(1, channel, struct.pack('>HH', *number) + arguments)

        def expect(number):
            while True:
                kind, answer = read_frame(stream)
                if kind == 1:
                    assert answer == number, answer
                    return

        stream.write(b'AMQP\0\0\x09\x01')
        stream.flush()
        expect((10, 10))
        call(0, (10, 11), b'\0\0\0\0' + short('PLAIN') + struct.pack('>I', 12) + b'\0guest\0guest' + short('en_US'))
        expect((10, 30))
        call(0, (10, 31), struct.pack('>HIH', 2047, FRAME_BYTES + 8, 0))
        call(0, (10, 40), short('/') + b'\0\0')
        expect((10, 41))
        call(1, (20, 10), b'\0')
        expect((20, 11))
        call(1, (85, 10), b'\0')
        expect((85, 11))
        call(1, (60, 40), b'\0\0' + short('') + short(queue) + b'\0')
        send(2, 1, struct.pack('>HHQH', 60, 0, len(body), 0))
        for at in range(0, len(body), FRAME_BYTES):
            send(3, 1, body[at:at + FRAME_BYTES])
        expect((60, 80))
