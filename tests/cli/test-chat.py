# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli chat, against a Roundtrip and against rooms of other people."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

from support import BINARY, DEADLINE, DONE, FAILED, USAGE, Foreign, Program, Serve, free_port, main, run, wait_for
from websocket import CLOSE, TEXT, WebSocket

ROOM = '/channels/chat'


def objects(output):
    return [json.loads(line) for line in output.splitlines()]


def gist(told):
    """Without the times."""
    return [tuple(line[key] for key in ('kind', 'name', 'text') if key in line) for line in told]


class WithServe(unittest.TestCase):
    def setUp(self):
        self.serve = Serve()
        self.addCleanup(self.serve.__exit__)
        self.room = self.serve.websocket_url(ROOM)

    def chat(self, *arguments):
        program = Program('chat', '--json', *arguments, stdin=subprocess.PIPE)
        self.addCleanup(program.__exit__)
        return program

    def say(self, program, text):
        program.process.stdin.write(text.encode() + b'\n')
        program.process.stdin.flush()

    def heard(self, program, *wanted):
        """Reads until the line of which @wanted is the gist."""
        while True:
            line = json.loads(program.line())
            if gist([line]) == [wanted]:
                return line


class Piped(WithServe):
    def test_each_line_is_said_and_then_it_leaves(self):
        status, output, errors = run('chat', '--json', '--name', ' Ada ', self.room,
                                     text='one\n"two" \\ \U0001F986\n\nthree')
        self.assertEqual((status, errors), (DONE, ''))
        self.assertEqual(gist(objects(output)), [('join', 'Ada'), ('say', 'Ada', 'one'), ('say', 'Ada', '"two" \\ \U0001F986'),
                                                 ('say', 'Ada', 'three')])
        for line in objects(output):
            self.assertRegex(line['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$')
            self.assertIs(line['history'], False)

    def test_who_comes_late_hears_the_history_first(self):
        run('chat', '--name', 'Ada', self.room, text='Anybody?')
        status, output, _ = run('chat', '--name', 'Ben', '--json', self.room, text='Me.')
        self.assertEqual(status, DONE)
        self.assertEqual([(*what, line['history']) for line, what in zip(objects(output), gist(objects(output)))],
                         [('join', 'Ada', True), ('say', 'Ada', 'Anybody?', True), ('leave', 'Ada', True),
                          ('join', 'Ben', False), ('say', 'Ben', 'Me.', False)])

    def test_everything_is_said_before_it_leaves(self):
        lines = [f'line {n}' for n in range(2000)]
        status, output, errors = run('chat', '--json', '--name', 'Ada', self.room, text='\n'.join(lines))
        self.assertEqual((status, errors), (DONE, ''))
        self.assertEqual([line['text'] for line in objects(output) if line['kind'] == 'say'], lines)

    def test_text_is_for_people(self):
        run('chat', '--name', 'Ada', self.room, text='Hello')
        _, output, _ = run('chat', '--name', 'Ben', self.room, text='Hi')
        clock = r'\d\d:\d\d:\d\d'
        self.assertRegex(output, rf'^\({clock}\) Ada joined\n\({clock}\) Ada: Hello\n\({clock}\) Ada left\n'
                                 rf'\[{clock}\] Ben joined\n\[{clock}\] Ben: Hi\n$')

    def test_what_others_say_does_no_harm_to_a_terminal(self):
        bad = json.dumps({'name': 'A\033[2J', 'text': 'x\033]0;title\a\r\n\u202e\u0085'})
        run('publish', '--type', 'say', self.serve.url(ROOM), bad)
        _, output, _ = run('chat', '--name', 'Ben', self.room, text='end')
        self.assertIn('A\\x1b[2J: x\\x1b]0;title\\x07\\r\\n\\u202e\\u0085\n', output)
        self.assertNotIn('\033', output)

    def test_two_hear_each_other_come_talk_and_go(self):
        ada = self.chat('--name', 'Ada', self.room)
        self.heard(ada, 'join', 'Ada')
        ben = self.chat('--name', 'Ben', self.room)
        self.heard(ada, 'join', 'Ben')
        self.say(ben, 'Hello, Ada.')
        self.heard(ada, 'say', 'Ben', 'Hello, Ada.')
        self.say(ada, 'Hello, Ben.')
        self.heard(ben, 'say', 'Ada', 'Hello, Ben.')
        ben.process.stdin.close()
        self.heard(ada, 'leave', 'Ben')
        self.assertEqual(ben.status(), DONE)
        ada.interrupt(signal.SIGINT)
        self.assertEqual(ada.status(), DONE)

    def test_the_plain_room_and_the_channel_are_one(self):
        ada = self.chat('--name', 'Ada', self.room)
        self.heard(ada, 'join', 'Ada')
        guest = self.chat(self.serve.websocket_url('/', 'chat'))
        name = next(line['name'] for line in map(json.loads, iter(ada.line, '')) if line['kind'] == 'join')
        self.assertRegex(name, r'^User\d+$')
        self.say(guest, 'in plain text')
        self.heard(ada, 'say', name, 'in plain text')
        self.say(ada, 'as an event')
        self.heard(guest, 'say', 'Ada', 'as an event')
        guest.process.stdin.close()
        self.heard(ada, 'leave', name)
        self.assertEqual(guest.status(), DONE)

    def test_what_cannot_be_said_is_told_and_the_rest_is_said(self):
        status, output, errors = run('chat', '--json', '--name', 'Ada', self.room, text='x' * 20_000 + '\nshort')
        self.assertEqual(status, FAILED)
        self.assertIn('Not said', errors)
        self.assertEqual(gist(objects(output))[-1], ('say', 'Ada', 'short'))

    def test_a_room_that_is_none_is_told(self):
        status, output, errors = run('chat', self.serve.websocket_url('/channels/No'), text='x')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('400', errors)


class OfOthers(unittest.TestCase):
    def test_a_plain_room_that_repeats_nothing(self):
        said = []

        def answer(request):
            socket = WebSocket(request)
            socket.send(TEXT, b'User7 says: welcome')
            while (frame := socket.receive())[0] != CLOSE:
                said.append(frame)
            socket.close()
        with Foreign(answer) as server:
            status, output, errors = run('chat', '--json', server.websocket_url + 'chat', text='one\ntwo')
        self.assertEqual((status, errors), (DONE, ''))
        self.assertEqual(said, [(TEXT, b'one'), (TEXT, b'two')])
        self.assertEqual(gist(objects(output)), [('say', 'User7', 'welcome')])
        self.assertNotIn('sec-websocket-protocol', server.requests[0].headers)

    def test_a_room_that_closes_is_left(self):
        def answer(request):
            WebSocket(request).close()
        with Foreign(answer) as server, Program('chat', server.websocket_url, stdin=subprocess.PIPE) as program:
            self.assertEqual(program.status(), DONE)

    def test_a_room_that_is_not_there_yet_is_tried_again(self):
        port = free_port()
        with Program('chat', '--json', '--name', 'Ada', f'ws://127.0.0.1:{port}{ROOM}', stdin=subprocess.PIPE) as program:
            wait_for(lambda: 'Trying again' in program.errors, 'the first attempt')
            with Program('serve', '--port', port, '--chat-port', 0, '--stream-port', 0) as serve:
                serve.line()
                self.assertEqual(gist([json.loads(program.line())]), [('join', 'Ada')])
                program.process.stdin.close()
                self.assertEqual(program.status(), DONE)

    def test_what_is_piped_into_a_room_that_never_opens_fails(self):
        status, output, errors = run('chat', f'ws://127.0.0.1:{free_port()}{ROOM}', text='hi')
        self.assertEqual((status, output), (FAILED, ''))
        self.assertIn('nothing more is said', errors)

    def test_what_is_left_to_say_to_a_room_that_went_away_fails(self):
        with Serve() as serve, Program('chat', '--json', '--name', 'Ada', serve.websocket_url(ROOM),
                                       stdin=subprocess.PIPE) as program:
            self.assertEqual(gist([json.loads(program.line())]), [('join', 'Ada')])
            serve.process.kill()
            wait_for(lambda: 'Trying again' in program.errors, 'the connection to be lost')
            program.process.stdin.write(b'Is anybody there?\n')
            program.process.stdin.close()
            self.assertEqual(program.status(), FAILED)
            self.assertIn('nothing more is said', program.errors)


class Misused(unittest.TestCase):
    def test_arguments_are_checked(self):
        for arguments, words in ((['a', 'b'], 'One room'), (['localhost:8080'], 'http://localhost:8080'),
                                 (['ftp://h/'], 'ws://'), (['--name', ' '], '--name'),
                                 (['--name', 'x' * 41], '40'), (['--name', 'a\033b'], '--name')):
            status, output, errors = run('chat', *arguments)
            self.assertEqual((status, output), (USAGE, ''), arguments)
            self.assertIn(words, errors)


class Terminal:
    """The program at a terminal of 40 columns."""

    def __init__(self, *arguments, term='xterm'):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 40, 0, 0))
        self.found = termios.tcgetattr(self.slave)
        self.seen = self.all = ''
        environ = {**os.environ, 'TERM': term, 'LC_ALL': 'C.UTF-8'}
        self.process = subprocess.Popen([BINARY, *arguments], stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        env=environ, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        os.close(self.master)
        os.close(self.slave)

    def type(self, text):
        os.write(self.master, text.encode())

    def shows(self, pattern):
        """Reads until @pattern matches what came since the last time."""
        end = time.monotonic() + DEADLINE
        while not (found := re.search(pattern, self.seen)):
            assert time.monotonic() < end, f'{pattern!r} is not in {self.seen!r}'
            if select.select([self.master], [], [], 0.05)[0]:
                text = os.read(self.master, 65536).decode()
                self.seen += text
                self.all += text
        self.seen = self.seen[found.end():]
        return found

    def is_as_found(self):
        return termios.tcgetattr(self.slave) == self.found


# Erased, and drawn again.
LINE = r'\r\x1b\[K'


class OnTerminal(WithServe):
    def enter(self):
        terminal = Terminal('chat', '--name', 'Ada', self.room)
        self.addCleanup(terminal.__exit__)
        terminal.shows('You are in the room as Ada')
        terminal.shows(r'\] Ada joined')
        terminal.shows(LINE + '> ')
        return terminal

    def test_what_is_typed_survives_what_is_heard(self):
        terminal = self.enter()
        terminal.type('half a thoü')
        terminal.shows('> half a thoü')
        run('publish', '--type', 'say', self.serve.url(ROOM), '{"name":"Ben","text":"Hello"}')
        terminal.shows(LINE + r'\[\d\d:\d\d:\d\d\] Ben: Hello\r\n' + LINE + '> half a thoü')
        terminal.type('\x7fught\r')
        terminal.shows(r'Ada: half a thought\r\n' + LINE + '> ')

    def test_keys_take_back_what_was_typed(self):
        terminal = self.enter()
        terminal.type('nothing of this\x15one  two three\x17\x17 \U0001F468\u200d\x7fx\x1b[A\x1bOB\x01\r')
        terminal.shows(r'Ada: one   x\r\n')

    def test_a_long_line_stays_on_one_row(self):
        terminal = self.enter()
        terminal.type('0123456789' * 10)
        terminal.shows(LINE + r'> …\d{36}(?!\d)')
        terminal.type('\r')
        terminal.shows('Ada: ' + '0123456789' * 10)

    def test_ctrl_d_leaves_and_gives_the_terminal_back(self):
        terminal = self.enter()
        self.assertFalse(terminal.is_as_found())
        terminal.type('not said\x04\x15\x04')
        self.assertEqual(terminal.process.wait(DEADLINE), DONE)
        self.assertTrue(terminal.is_as_found())
        _, output, _ = run('chat', '--name', 'Ben', self.room, text='Who was there?')
        self.assertIn('Ada left', output)
        self.assertNotIn('not said', output)

    def test_ctrl_c_leaves_and_gives_the_terminal_back(self):
        terminal = self.enter()
        os.kill(terminal.process.pid, signal.SIGINT)
        self.assertEqual(terminal.process.wait(DEADLINE), DONE)
        self.assertTrue(terminal.is_as_found())

    def test_a_terminal_that_cannot_be_drawn_on_is_read_by_the_line(self):
        with Terminal('chat', '--name', 'Ada', self.room, term='dumb') as terminal:
            terminal.shows('Ada joined')
            terminal.type('plain\n')
            terminal.shows('Ada: plain')
            self.assertNotIn('\033', terminal.all)
            terminal.type('\x04')
            self.assertEqual(terminal.process.wait(DEADLINE), DONE)


if __name__ == '__main__':
    main()
