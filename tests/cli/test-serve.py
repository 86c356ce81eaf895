# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli serve: its output, its ports, its end, its table."""

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import unittest

from support import DEADLINE, DONE, FAILED, Program, Serve, main, run

PATTERNS = ['request-response', 'short-polling', 'long-polling', 'server-sent-events', 'websocket']
PATTERN = {'pattern', 'connections', 'requests', 'empty', 'events', 'dropped', 'conflated', 'forgotten', 'left',
           'queued', 'publishes_refused', 'readers_disconnected', 'payload_bytes_in',
           'payload_bytes_out', 'wire_bytes_in', 'wire_bytes_out', 'overhead_bytes', 'segments_in', 'segments_out'}


class Starting(unittest.TestCase):
    def test_prints_the_address_of_each_port_in_order(self):
        with Serve() as serve:
            self.assertEqual(list(serve.urls), ['main', 'chat', 'stream'])
            for url in serve.urls.values():
                self.assertRegex(url, r'^http://127\.0\.0\.1:\d+/$')
                port = int(re.search(r':(\d+)/', url)[1])
                socket.create_connection(('127.0.0.1', port), DEADLINE).close()
            self.assertEqual(len(set(serve.urls.values())), 3)

    def test_a_taken_port_is_named_with_the_option_that_chooses_another(self):
        for option in ['--port', '--chat-port', '--stream-port']:
            with socket.create_server(('127.0.0.1', 0)) as other:
                port = other.getsockname()[1]
                options = {'--port': 0, '--chat-port': 0, '--stream-port': 0, option: port}
                status, output, errors = run('serve', *(word for pair in options.items() for word in pair))
            self.assertEqual((status, output), (FAILED, ''))
            self.assertIn(f'Port {port} is taken.', errors)
            self.assertIn(f'choose another with {option}.', errors)

    def test_is_quiet_where_there_is_no_terminal(self):
        with Serve() as serve:
            time.sleep(1.2)
            serve.interrupt()
            self.assertEqual(serve.status(), DONE)
            self.assertEqual(serve.errors, '')


def ask(serve, request):
    """All that is answered to @request until the connection ends."""
    port = int(re.search(r':(\d+)/', serve.urls['main'])[1])
    with socket.create_connection(('127.0.0.1', port), DEADLINE) as client:
        client.sendall(request)
        return b''.join(iter(lambda: client.recv(65536), b''))


class Limits(unittest.TestCase):
    FIELDS = b'GET /hello HTTP/1.1\r\nHost: localhost\r\n' + 10 * b'X: y\r\n' + b'\r\n'

    def test_are_set_by_name_and_counted(self):
        with Serve('--limit', 'max-fields=10', '--limit=max-idle-time=1', '--json') as serve:
            self.assertTrue(ask(serve, self.FIELDS).startswith(b'HTTP/1.1 431 '))
            self.assertEqual(ask(serve, b''), b'')
            metrics = ask(serve, b'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n').decode()
            serve.interrupt()
            total, = serve.objects()
        self.assertIn('\nroundtrip_limits_hit_total{limit="max-fields"} 1\n', metrics)
        self.assertIn('\nroundtrip_limits_hit_total{limit="max-idle-time"} 1\n', metrics)
        self.assertIn('\nroundtrip_limits_hit_total{limit="max-head-bytes"} 0\n', metrics)
        self.assertEqual({name: count for name, count in total['limits_hit'].items() if count},
                         {'max-fields': 1, 'max-idle-time': 1})

    def test_that_struck_stand_below_the_totals(self):
        with Serve('--limit', 'max-fields=10') as serve:
            ask(serve, self.FIELDS)
            serve.interrupt()
            lines = serve.lines()
        self.assertEqual(lines[-1].rstrip(), 'Refused: max-fields 1')

    def test_limit_of_uploads_is_one_of_them(self):
        request = (b'PUT /upload/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2000\r\n\r\n' +
                   2000 * b'x')
        with Serve('--limit', 'max-upload-bytes=1024', '--json') as serve:
            self.assertTrue(ask(serve, request).startswith(b'HTTP/1.1 413 '))
            serve.interrupt()
            total, = serve.objects()
        self.assertEqual(total['limits_hit']['max-upload-bytes'], 1)

    def test_wrong_ones_are_named_with_what_could_be_said(self):
        for limit, words in [('max-field=1', 'There is no limit “max-field”.'), ('compression=1', 'no limit “compression”'),
                             ('max-fields=9', 'max-fields is a whole number from 10 to 1000, not “9”.'),
                             ('max-fields', 'from 10 to 1000, not “”'), ('max-fields=ten', 'not “ten”')]:
            status, output, errors = run('serve', '--limit', limit)
            self.assertEqual((status, output), (2, ''))
            self.assertIn(words, errors)
            self.assertEqual('\n  max-head-bytes=32768 B\n' in errors, 'no limit' in words, errors)

    def test_are_listed_by_help(self):
        status, output, _ = run('serve', '--help')
        self.assertEqual(status, DONE)
        self.assertIn('\n  max-control-frames=100 /s\n', output)


class Ending(unittest.TestCase):
    def test_signals_end_it_with_totals(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with Serve() as serve:
                serve.interrupt(number)
                lines = serve.lines()
                self.assertEqual(serve.status(), DONE)
            self.assertTrue(lines[0].startswith('Pattern '), lines)
            self.assertTrue(lines[-1].startswith('All '), lines)
            self.assertGreaterEqual(len(lines), 2 + len(PATTERNS))

    def test_who_was_disconnected_stands_below_the_totals(self):
        with Serve('--channel', 'news=disconnect,events=5') as serve, socket.socket() as stuck:
            url = serve.url('/channels/news')
            self.assertEqual(run('publish', url, '0')[0], DONE)
            stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stuck.connect(('127.0.0.1', int(url.split(':')[2].split('/')[0])))
            stuck.sendall(b'GET /channels/news HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n')
            self.assertIn(b'200 OK', stuck.recv(15))
            status, _, errors = run('publish', url, text=('"' + 500000 * 'x' + '"\n') * 20)
            self.assertEqual((status, errors), (DONE, ''))
            serve.interrupt()
            lines = serve.lines()
        self.assertRegex(lines[-1], r'^Readers: 1 disconnected, \d+ not given before they left$')

    def test_totals_are_one_object_with_json(self):
        with Serve('--json') as serve:
            serve.interrupt()
            total, = serve.objects()
            self.assertEqual(serve.status(), DONE)
        self.assertEqual(set(total), {'kind', 'patterns', 'limits_hit'})
        self.assertEqual(set(total['limits_hit'].values()), {0})
        self.assertEqual(total['kind'], 'total')
        self.assertEqual([pattern['pattern'] for pattern in total['patterns']][:5], PATTERNS)
        self.assertTrue(all(set(pattern) == PATTERN for pattern in total['patterns']), total)

    def test_who_reads_the_addresses_may_leave(self):
        reader, writer = os.pipe()
        with Program('serve', '--port', 0, '--chat-port', 0, '--stream-port', 0, stdout=writer) as serve:
            os.close(writer)
            lines = b''
            while lines.count(b'\n') < 3:
                lines += os.read(reader, 4096)
            os.close(reader)
            port = int(re.search(rb':(\d+)/', lines)[1])
            for _ in range(3):
                socket.create_connection(('127.0.0.1', port), DEADLINE).close()
            serve.interrupt()
            self.assertEqual(serve.status(), DONE)
            self.assertEqual(serve.errors, '')

    def test_a_port_is_free_again_at_once(self):
        with Serve() as serve:
            port = int(re.search(r':(\d+)/', serve.urls['main'])[1])
            serve.interrupt()
            serve.status()
        with Program('serve', '--port', port, '--chat-port', 0, '--stream-port', 0) as again:
            self.assertEqual(again.line(), f'main http://127.0.0.1:{port}/\n')


class Terminal:
    """roundtrip-cli serve on a terminal of its own, with what it wrote there."""

    def __init__(self, columns, rows, **environment):
        self.controller, terminal = pty.openpty()
        self.resize(columns, rows)
        environ = {name: value for name, value in os.environ.items() if name != 'NO_COLOR'}
        environ.update({'TERM': 'xterm', 'LC_ALL': 'C.UTF-8', **environment})
        self.process = subprocess.Popen([sys.argv[1], 'serve', '--port', '0', '--chat-port', '0', '--stream-port', '0'],
                                        stdin=terminal, stdout=terminal, stderr=terminal, env=environ)
        os.close(terminal)
        self.text = ''

    def resize(self, columns, rows):
        fcntl.ioctl(self.controller, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def read(self, seconds):
        """What it writes within so many seconds."""
        text = b''
        until = time.monotonic() + seconds
        while select.select([self.controller], [], [], max(0, until - time.monotonic()))[0]:
            with contextlib.suppress(OSError):
                chunk = os.read(self.controller, 65536)
                text += chunk
                continue
            break
        self.text += text.decode()
        return text.decode()

    def until(self, text):
        deadline = time.monotonic() + DEADLINE
        while text not in self.text:
            if time.monotonic() > deadline:
                raise AssertionError(f'{text} did not appear in {self.text!r}')
            self.read(0.1)

    def frames(self):
        return [frame for frame in self.text.split('\033[J')[1:] if 'Pattern' in frame]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + DEADLINE
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.05)
        self.read(0)
        self.process.wait(DEADLINE)
        os.close(self.controller)


class AtATerminal(unittest.TestCase):
    def test_a_table_is_drawn_over_in_place(self):
        with Terminal(120, 40) as terminal:
            terminal.until('Ctrl+C ends')
            terminal.until('\033[J')
            terminal.read(1.2)
        self.assertEqual(terminal.process.returncode, DONE)
        drawn = terminal.frames()[0]
        ups = re.findall('\r\033\\[(\\d+)A\033\\[J', terminal.text)
        self.assertGreaterEqual(len(ups), 2)
        self.assertEqual(set(ups), {str(drawn.count('\n'))}, 'as many lines up as were drawn')
        for title in ['Open', 'Requests', 'Empty', 'Events', 'Payload', 'In', 'Out', 'Overhead', 'Segments']:
            self.assertIn(title, drawn)
        self.assertIn('peers.', drawn)
        self.assertIn('\033[1m', drawn)

    def test_a_narrow_table_keeps_what_is_on_the_wire(self):
        with Terminal(80, 24) as terminal:
            terminal.until('\033[J')
        for title in ['Requests', 'Empty', 'Events', 'In', 'Out', 'Overhead']:
            self.assertRegex(terminal.frames()[0], rf'\b{title}\b')

    def test_no_colour_means_no_colour(self):
        with Terminal(120, 40, NO_COLOR='1') as terminal:
            terminal.until('\033[J')
        self.assertNotRegex(terminal.text, '\033\\[[0-9;]*m')

    def test_a_dumb_terminal_gets_no_table(self):
        with Terminal(120, 40, TERM='dumb') as terminal:
            terminal.until('stream http')
            terminal.read(0.8)
            self.assertNotIn('Pattern', terminal.text)
        self.assertNotIn('\033', terminal.text)

    def test_a_small_terminal_gets_what_fits(self):
        for columns, rows in [(80, 24), (40, 24), (12, 5), (120, 4)]:
            with Terminal(columns, rows, NO_COLOR='1') as terminal:
                terminal.until('\033[J')
            frame = terminal.frames()[0] if terminal.frames() else ''
            lines = frame.replace('\r', '').split('\n')
            self.assertLessEqual(len(lines) - 1, rows - 1 + 3, 'addresses are not part of it')
            drawn = re.findall('\033\\[(\\d+)A', terminal.text)
            self.assertTrue(all(int(up) < rows for up in drawn))
            for line in terminal.text.replace('\r', '').split('\n'):
                if not re.match('(main|chat|stream) http', line):
                    self.assertLessEqual(len(re.sub('\033\\[[0-9]*[AJ]', '', line)), columns, line)

    def test_getting_narrower_erases_nothing_above(self):
        with Terminal(120, 40, NO_COLOR='1') as terminal:
            terminal.until('\033[J')
            terminal.resize(50, 40)
            terminal.read(0.7)
            # The first drawing after it goes up by nothing; those that follow do again.
            terminal.read(0.7)
        self.assertRegex(terminal.text, '(?<!A)\033\\[J')


if __name__ == '__main__':
    main()
