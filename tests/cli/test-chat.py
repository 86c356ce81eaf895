# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli chat, against a Roundtrip and against rooms of other people."""

import json
import signal
import subprocess
import unittest

from support import DONE, FAILED, USAGE, Foreign, Program, Serve, free_port, main, run, wait_for
from terminal import Terminal
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

    def test_a_name_that_is_not_used_is_not_dropped_in_silence(self):
        guest = self.chat('--name', 'Ada', self.serve.websocket_url('/', 'chat'))
        guest.until('join')
        guest.process.stdin.close()
        self.assertEqual(guest.status(), DONE)
        self.assertIn('roundtrip-cli: --name is not used', guest.errors)

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
        for arguments, words in ((['a', 'b'], 'One room'), (['localhost:8080'], 'ws://localhost:8080'),
                                 (['ftp://h/'], 'ws://'), (['--name', ' '], '--name'),
                                 (['--name', 'x' * 65], '64'), (['--name', 'a\033b'], '--name')):
            status, output, errors = run('chat', *arguments)
            self.assertEqual((status, output), (USAGE, ''), arguments)
            self.assertIn(words, errors)


class ByTheLine(WithServe):
    """Terminals on that nothing can be drawn."""

    def say(self, **options):
        terminal = Terminal('chat', '--name', 'Ada', self.room, **options)
        self.addCleanup(terminal.__exit__)
        terminal.shows('Ada joined')
        self.assertTrue(terminal.is_as_found())
        terminal.type('plain\n')
        terminal.shows('Ada: plain')
        self.assertNotIn('\033', terminal.text())
        terminal.type('\x04')
        self.assertEqual(terminal.ends(), DONE)

    def test_one_that_cannot_move_its_cursor(self):
        self.say(term='dumb')

    def test_one_of_a_locale_without_utf_8(self):
        self.say(environment={'LC_ALL': 'C'})


if __name__ == '__main__':
    main()
