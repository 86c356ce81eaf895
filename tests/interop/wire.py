# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels, read and written by hand: HTTP/1.1 messages, event streams, WebSocket
frames, and a client on a bare socket. Nothing here knows the program that is tested."""

import contextlib
import os
import socket
import struct

DEADLINE = 20
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
CONTINUATION = 0


class Message:
    """A request's or a response's head, as it stands at @start in some bytes."""

    def __init__(self, data, start, end):
        self.start = start
        self.head_end = end
        self.line, *fields = bytes(data[start:end - 4]).decode('latin-1').split('\r\n')
        self.fields = [tuple(part.strip() for part in field.split(':', 1)) for field in fields]
        self.headers = {name.lower(): value for name, value in self.fields}

    @property
    def method(self):
        return self.line.split(' ')[0]

    @property
    def path(self):
        return self.line.split(' ')[1].split('?')[0]

    @property
    def status(self):
        return int(self.line.split(' ')[1])


def read_head(data, start):
    """The message that begins at @start, or None while its head is not all there."""
    end = data.find(b'\r\n\r\n', start)
    return Message(data, start, end + 4) if end >= 0 else None


def read_chunks(data, start):
    """The body in chunks that begins at @start: what it says, and where it ends."""
    body = b''
    while True:
        line_end = data.find(b'\r\n', start)
        if line_end < 0:
            return None
        length = int(bytes(data[start:line_end]).split(b';')[0], 16)
        if len(data) < line_end + 2 + length + 2:
            return None
        body += data[line_end + 2:line_end + 2 + length]
        start = line_end + 2 + length + 2
        if length == 0:
            return body, start


def read_body(data, message, endless=False):
    """The body of @message and where it ends; None while it is not all there. Without a
    length it is @endless, and never all there, or empty."""
    start = message.head_end
    if 'chunked' in message.headers.get('transfer-encoding', ''):
        return read_chunks(data, start)
    if 'content-length' not in message.headers:
        return None if endless else (b'', start)
    end = start + int(message.headers['content-length'])
    return (bytes(data[start:end]), end) if len(data) >= end else None


def read_response(data, start, method):
    """The response at @start to @method: message, body and end, or None while it is not
    all there. RFC 9112 section 6.3."""
    message = read_head(data, start)
    if message is None:
        return None
    if method == 'HEAD' or message.status in (204, 304) or message.status < 200:
        return message, b'', message.head_end
    rest = read_body(data, message, endless=True)
    return (message, *rest) if rest is not None else None


def encode_request(method, path, headers=(), body=None):
    lines = [f'{method} {path} HTTP/1.1', 'Host: localhost', *headers]
    if body is not None:
        lines.append(f'Content-Length: {len(body)}')
    return '\r\n'.join([*lines, '', '']).encode() + (body or b'')


def encode_frame(opcode, payload, fin=True, mask=None):
    """A client's frame: masked, RFC 6455 section 5.2."""
    mask = os.urandom(4) if mask is None else mask
    head = bytes([(0x80 if fin else 0) | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += struct.pack('>BH', 0x80 | 126, len(payload))
    else:
        head += struct.pack('>BQ', 0x80 | 127, len(payload))
    return head + mask + apply_mask(payload, mask)


def apply_mask(payload, mask):
    repeated = (mask * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, 'big') ^ int.from_bytes(repeated, 'big')).to_bytes(len(payload), 'big')


class Frame:
    def __init__(self, opcode, fin, payload, header, masked):
        self.opcode, self.fin, self.payload = opcode, fin, payload
        self.header = header
        self.masked = masked


def read_frame(data, start=0):
    """The frame at @start and where it ends, or None while it is not all there."""
    if len(data) < start + 2:
        return None
    length, header = data[start + 1] & 127, 2
    if length > 125:
        extra = 2 if length == 126 else 8
        header += extra
        if len(data) < start + header:
            return None
        length = int.from_bytes(data[start + 2:start + header], 'big')
    masked = bool(data[start + 1] & 0x80)
    header += 4 if masked else 0
    end = start + header + length
    if len(data) < end:
        return None
    payload = bytes(data[start + header:end])
    if masked:
        payload = apply_mask(payload, bytes(data[start + header - 4:start + header]))
    return Frame(data[start] & 15, bool(data[start] & 0x80), payload, header, masked), end


class Client:
    """A TCP client that does nothing by itself. No wait lasts longer than DEADLINE."""

    def __init__(self, port, host='127.0.0.1', headers=()):
        self.socket = socket.create_connection((host, port), DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = list(headers)
        self.data = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    @property
    def address(self):
        return self.socket.getsockname()[:2]

    def send(self, data):
        self.socket.sendall(data)

    def fill(self):
        """Reads some more; False at the end."""
        some = self.socket.recv(65536)
        self.data += some
        return bool(some)

    def need(self, read, *arguments):
        """Reads on until @read can give something of the data, and takes that off."""
        while (found := read(self.data, 0, *arguments)) is None:
            if not self.fill():
                raise EOFError(f'the connection ended after {bytes(self.data)!r}')
        *found, end = found
        del self.data[:end]
        return found[0] if len(found) == 1 else found

    def ask(self, method, path, headers=(), body=None):
        """Sends a request without waiting for the answer."""
        self.send(encode_request(method, path, [*self.headers, *headers], body))

    def answer(self, method='GET'):
        """The next response: message and body."""
        return self.need(read_response, method)

    def request(self, method, path, headers=(), body=None):
        self.ask(method, path, headers, body)
        return self.answer(method)

    def get(self, path, *headers):
        return self.request('GET', path, headers)

    def post(self, path, body):
        return self.request('POST', path, ['Content-Type: application/json'], body)

    def head(self):
        """The head of a response whose body does not end."""
        def read(data, start):
            message = read_head(data, start)
            return (message, message.head_end) if message else None
        return self.need(read)

    def open_stream(self, path, *headers):
        self.ask('GET', path, ['Accept: text/event-stream', *headers])
        message = self.head()
        assert message.status == 200, message.line
        return message

    def block(self):
        """The next block of an event stream, its fields as a list of pairs."""
        def read(data, start):
            end = data.find(b'\n\n', start)
            return (bytes(data[start:end]).decode(), end + 2) if end >= 0 else None
        return [tuple(line.split(': ', 1)) if ': ' in line else (line, '') for line in self.need(read).split('\n')]

    def event(self):
        """The next block that is an event, as a dictionary."""
        while 'data' not in (fields := dict(self.block())):
            pass
        return fields

    def open_websocket(self, path, *headers):
        self.ask('GET', path, ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
                               'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', *headers])
        message = self.head()
        assert message.status == 101, message.line
        assert message.headers['sec-websocket-accept'] == 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
        return message

    def frame(self):
        return self.need(read_frame)

    def send_frame(self, opcode, payload, **options):
        self.send(encode_frame(opcode, payload, **options))

    def read_to_end(self):
        """Reads what there still is; True when it ended by FIN, False by reset."""
        with contextlib.suppress(ConnectionError):
            while self.fill():
                pass
            return True
        return False

    def _linger(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))

    def leave(self):
        """Closes: FIN, or a reset when something has come that was not read."""
        self.socket.close()

    def reset(self):
        """Ends by RST."""
        self._linger()
        self.socket.close()

    def half_close(self):
        """FIN, then waits for the other side's."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        self.read_to_end()
        self.socket.close()

    def leave_and_reset(self):
        """FIN and RST at once behind it."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        self.reset()
