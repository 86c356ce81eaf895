# SPDX-License-Identifier: GPL-3.0-or-later
"""Just enough of RFC 6455 to be somebody else's WebSocket server."""

import base64
import hashlib
import struct

TEXT, BINARY, CLOSE = 1, 2, 8
NORMAL = 1000
GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


class WebSocket:
    """The server's end, after the opening handshake."""

    def __init__(self, request):
        self.connection = request.connection
        key = request.headers['sec-websocket-key'] + GUID
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.connection.sendall('\r\n'.join(['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket',
                                             'Connection: Upgrade', f'Sec-WebSocket-Accept: {accept}', '', '']).encode())

    def _read(self, length):
        data = b''
        while len(data) < length:
            chunk = self.connection.recv(length - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data

    def receive(self):
        """The next frame: opcode and payload, unmasked."""
        first, second = self._read(2)
        length = second & 127
        if length == 126:
            length, = struct.unpack('>H', self._read(2))
        elif length == 127:
            length, = struct.unpack('>Q', self._read(8))
        mask = self._read(4)
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self._read(length)))
        return first & 15, payload

    def send(self, opcode, payload):
        assert len(payload) <= 125
        self.connection.sendall(bytes([0x80 | opcode, len(payload)]) + payload)

    def close(self, code=NORMAL, reason=''):
        self.send(CLOSE, struct.pack('>H', code) + reason.encode())
