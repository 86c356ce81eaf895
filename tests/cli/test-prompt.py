# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one types in roundtrip-cli chat: what a person sees on the terminal's screen."""

import json
import os
import signal
import tempfile
import unittest

from support import DONE, Serve, main, run
from terminal import Screen, pyte

ROOM = '/channels/chat'

LEFT, RIGHT, UP, DOWN = '\x1b[D', '\x1b[C', '\x1b[A', '\x1b[B'
BACKSPACE, DELETE, HOME, END = '\x7f', '\x1b[3~', '\x1b[H', '\x1b[F'


def control(letter):
    return chr(ord(letter) & 0x1f)


@unittest.skipUnless('READLINE' in os.environ, 'it was built without readline')
@unittest.skipUnless(pyte, 'there is no python3-pyte')
class Prompt(unittest.TestCase):
    def setUp(self):
        self.serve = Serve()
        self.addCleanup(self.serve.__exit__)

    def enter(self, **environment):
        screen = Screen('chat', '--name', 'Ada', self.serve.websocket_url(ROOM), environment=environment)
        self.addCleanup(screen.__exit__)
        screen.ends_with('[TIME] Ada joined', '>', cursor=(2, 0))
        return screen

    def hear(self, text):
        """Ben says @text."""
        run('publish', '--type', 'say', self.serve.url(ROOM), json.dumps({'name': 'Ben', 'text': text}))

    def settings(self, text):
        """A file of the user's settings."""
        folder = tempfile.TemporaryDirectory(prefix='roundtrip-test-')
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, 'inputrc')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def said(self):
        """What was said in the room, in order."""
        _, output, _ = run('chat', '--json', '--name', 'Zoe', self.serve.websocket_url(ROOM), text='.')
        told = [json.loads(line) for line in output.splitlines()]
        return [line['text'] for line in told if line['kind'] == 'say' and line['history']]


class Editing(Prompt):
    def test_what_is_typed_survives_what_is_heard(self):
        screen = self.enter()
        screen.type('half a thoü')
        screen.ends_with('[TIME] Ada joined', '> half a thoü')
        self.hear('Hello')
        screen.ends_with('[TIME] Ada joined', '[TIME] Ben: Hello', '> half a thoü', cursor=(13, 0))
        screen.type(BACKSPACE + 'ught\r')
        screen.ends_with('[TIME] Ben: Hello', '[TIME] Ada: half a thought', '>', cursor=(2, 0))

    def test_arrows_go_to_where_one_mends(self):
        screen = self.enter()
        screen.type('abcdef' + LEFT * 3 + 'XY')
        screen.ends_with('> abcXYdef', cursor=(7, 0))
        self.hear('Hello')
        screen.ends_with('[TIME] Ben: Hello', '> abcXYdef', cursor=(7, 0))
        screen.type(RIGHT + '!' + HOME + '<' + DELETE + END + '>\r')
        screen.ends_with('[TIME] Ada: <bcXYd!ef>', '>')

    def test_the_arrow_up_brings_back_what_was_said(self):
        screen = self.enter()
        screen.type('first\rsecond\r')
        screen.ends_with('[TIME] Ada: first', '[TIME] Ada: second', '>')
        screen.type('third' + UP)
        screen.ends_with('> second')
        screen.type(UP + UP)
        screen.ends_with('> first')
        screen.type(' again\r')
        screen.ends_with('[TIME] Ada: first again', '>')
        screen.type(UP * 3)
        screen.ends_with('> first')
        screen.type(DOWN)
        screen.ends_with('> second')

    def test_keys_take_back_what_was_typed(self):
        screen = self.enter()
        screen.type('nothing of this' + control('U') + 'one  two three' + control('W') * 2 + ' 日本' + BACKSPACE)
        screen.wait(lambda: screen.cursor() == (10, 0))
        screen.type('\r')
        screen.wait(lambda: 'Ada: one' in screen.text())
        self.assertEqual(self.said(), ['one   日'])

    def test_where_no_locale_is_chosen_one_types_all_the_same(self):
        screen = self.enter(LC_ALL='', LC_CTYPE='', LANG='')
        screen.type('grüß' + BACKSPACE + 'ße\r')
        screen.ends_with('[TIME] Ada: grüße', '>')

    def test_a_tabulator_is_a_blank(self):
        screen = self.enter()
        screen.type('a\tb\t/et\t\r')
        screen.ends_with('[TIME] Ada: a b /et', '>')

    def test_lines_that_are_pasted_are_said_one_by_one(self):
        screen = self.enter()
        screen.type('one\rtwo\nthree\r\nfour')
        screen.ends_with('[TIME] Ada: one', '[TIME] Ada: two', '[TIME] Ada: three', '> four')
        self.assertEqual(self.said(), ['one', 'two', 'three'])

    def test_control_characters_are_not_said(self):
        screen = self.enter()
        screen.type('a' + control('V') + '\x1b' + 'b' + control('V') + '\x07' + 'c\r')
        screen.ends_with('[TIME] Ada: abc', '>')

    def test_what_is_searched_for_survives_what_is_heard(self):
        screen = self.enter()
        screen.type('a needle\rhay\r' + control('R') + 'need')
        screen.ends_with("(reverse-i-search)`need': a needle")
        self.hear('Hello')
        screen.ends_with('[TIME] Ben: Hello', "(reverse-i-search)`need': a needle")
        screen.type('\r')
        screen.ends_with('[TIME] Ben: Hello', '[TIME] Ada: a needle', '>')

    def test_keys_that_begin_with_ctrl_x_end_a_search(self):
        screen = self.enter()
        screen.type('hello\rbye\r' + control('R') + 'he')
        screen.ends_with("(reverse-i-search)`he': hello")
        screen.type(control('X') + LEFT)
        screen.wait(lambda: screen.rows()[-1].startswith('> hello'))
        screen.type(END + control('U') + 'he' + control('R'))
        screen.ends_with("(reverse-i-search)`': he")
        screen.type(control('X') + ')' + DOWN)
        screen.ends_with('> bye')
        screen.type('\r')
        screen.ends_with('[TIME] Ada: hello', '[TIME] Ada: bye', '[TIME] Ada: bye', '>')


class Long(Prompt):
    def test_a_long_line_takes_several_rows(self):
        screen = self.enter()
        screen.type('0123456789' * 8)
        rows = '> 01234567890123456789012345678901234567', '8901234567890123456789012345678901234567', '89'
        screen.ends_with('[TIME] Ada joined', *rows, cursor=(2, 0))
        self.hear('Hello')
        screen.ends_with('[TIME] Ada joined', '[TIME] Ben: Hello', *rows, cursor=(2, 0))
        screen.type(HOME + RIGHT * 2 + 'xyz')
        rows = '> 01xyz234567890123456789012345678901234', '5678901234567890123456789012345678901234', '56789'
        screen.ends_with('[TIME] Ben: Hello', *rows, cursor=(7, 2))
        self.hear('Bye')
        screen.ends_with('[TIME] Ben: Hello', '[TIME] Ben: Bye', *rows, cursor=(7, 2))
        screen.type('\r')
        screen.wait(lambda: screen.rows()[-1] == '>' and 'Ada: 01xyz' in screen.text())
        self.assertEqual(self.said()[-1], '01xyz23456789' + '0123456789' * 7)

    def test_wide_characters_are_not_cut_at_the_end_of_a_row(self):
        screen = self.enter()
        screen.type('x' + '日' * 19)
        self.hear('Hello')
        # Screens of this kind show a blank behind each wide character.
        screen.wait(lambda: screen.cursor() == (2, 0) and 'Hello' in screen.text())
        screen.type('\r')
        screen.wait(lambda: 'Ada: x' in screen.text())
        self.assertEqual(self.said()[-1], 'x' + '日' * 19)

    def test_another_width_is_drawn_anew(self):
        screen = self.enter()
        screen.type('0123456789' * 5 + LEFT * 2)
        screen.ends_with('> 01234567890123456789012345678901234567', '890123456789', cursor=(10, 0))
        screen.resize(30, 12)
        screen.ends_with('> 0123456789012345678901234567', '8901234567890123456789', cursor=(20, 0))
        screen.resize(60, 12)
        screen.ends_with('> ' + '0123456789' * 5, cursor=(50, 0))
        self.hear('Hello')
        screen.ends_with('[TIME] Ben: Hello', '> ' + '0123456789' * 5, cursor=(50, 0))

    def test_what_is_higher_than_the_screen_is_scrolled_in_one_row(self):
        screen = self.enter()
        screen.type('begin ' + 'x' * 500 + ' end')
        screen.wait(lambda: screen.rows()[-1].startswith('<') and screen.rows()[-1].endswith('x end'))
        self.assertEqual(screen.rows()[-2], '[TIME] Ada joined')
        self.hear('Hello')
        screen.wait(lambda: screen.rows()[-2] == '[TIME] Ben: Hello' and screen.rows()[-1].endswith('x end'))
        screen.type(HOME + '!')
        screen.wait(lambda: screen.rows()[-1].startswith('> !begin x') and screen.rows()[-1].endswith('>'))
        screen.type('\r')
        screen.wait(lambda: screen.rows()[-2].endswith('end') and screen.rows()[-1] == '>')
        self.assertEqual(self.said()[-1], '!begin ' + 'x' * 500 + ' end')
        screen.type('0123456789' * 5)
        screen.ends_with('> 01234567890123456789012345678901234567', '890123456789')

    def test_where_there_is_no_room_for_it_one_types_unseen(self):
        screen = self.enter()
        for size in ((2, 2), (1, 1), (3, 1), (4, 1), (5, 2)):
            screen.resize(*size)
            self.hear(f'{size}')
            screen.wait(lambda heard=f'Ben: {size}'.encode(): heard in screen.seen)
            screen.type('unseen' + LEFT * 3 + control('R') + 'x' + control('G') + END + f' {size}\r')
            screen.wait(lambda said=f'Ada: unseen {size}'.encode(): said in screen.seen)
        screen.resize(2, 2)
        screen.type('still there')
        screen.resize(40, 12)
        screen.wait(lambda: '> still there' in screen.text().splitlines())

    def test_more_than_a_line_holds_is_not_taken_and_the_bell_says_so(self):
        screen = self.enter()
        screen.type('<>' + LEFT + 'x' * 200_000)
        screen.wait(lambda: b'\a' in screen.seen)
        self.hear('Hello')
        screen.wait(lambda: 'Ben: Hello' in screen.text())
        screen.type('\r')
        screen.wait(lambda: screen.rows()[-1] == '>')
        self.assertEqual(self.said(), ['Hello', '<' + 'x' * (16 * 1024 - 2) + '>'])


class Settings(Prompt):
    def test_the_users_keys_are_obeyed(self):
        screen = self.enter(INPUTRC=self.settings('"\\C-t": "Good morning"\n"\\C-o": accept-line\n'))
        screen.type(control('T') + '!' + control('O'))
        screen.ends_with('[TIME] Ada: Good morning!', '>')

    def test_settings_for_this_program_are_obeyed(self):
        screen = self.enter(INPUTRC=self.settings('$if roundtrip-cli\n"\\C-t": "this"\n$else\n"\\C-t": "that"\n$endif\n'))
        screen.type(control('T'))
        screen.ends_with('> this')

    def test_the_keys_of_vi(self):
        screen = self.enter(INPUTRC=self.settings('set editing-mode vi\nset keyseq-timeout 60000\n'))
        screen.type('one two\x1b')
        screen.ends_with('> one two', cursor=(8, 0))
        screen.type('0cw')
        screen.ends_with('>  two', cursor=(2, 0))
        screen.type('1\x1b\r')
        screen.ends_with('[TIME] Ada: 1 two', '>')

    def test_nobody_waits_for_the_end_of_what_is_pasted(self):
        screen = self.enter(INPUTRC=self.settings('set enable-bracketed-paste on\nset blink-matching-paren on\n'))
        screen.type('\x1b[200~(a)')
        self.hear('Hello')
        screen.wait(lambda: 'Ben: Hello' in screen.text() and screen.rows()[-1].endswith('(a)'))

    def test_a_line_in_one_row(self):
        screen = self.enter(INPUTRC=self.settings('set horizontal-scroll-mode on\n'))
        screen.type('0123456789' * 5)
        screen.wait(lambda: screen.rows()[-1].startswith('<') and screen.rows()[-1].endswith('789'))
        self.assertEqual(screen.rows()[-2], '[TIME] Ada joined')


class Ending(Prompt):
    def test_ctrl_d_on_an_empty_line_leaves_and_gives_the_terminal_back(self):
        screen = self.enter()
        self.assertFalse(screen.is_as_found())
        screen.type('not said' + control('D') + control('U') + control('D'))
        self.assertEqual(screen.ends(), DONE)
        self.assertTrue(screen.is_as_found())
        screen.ends_with('[TIME] Ada joined', '', cursor=(0, 0))
        self.assertEqual(self.said(), [])

    def test_ctrl_c_leaves_and_gives_the_terminal_back(self):
        screen = self.enter()
        screen.type('not said' + control('C'))
        self.assertEqual(screen.ends(), DONE)
        self.assertTrue(screen.is_as_found())
        screen.ends_with('[TIME] Ada joined', '', cursor=(0, 0))

    def test_being_told_to_end_gives_the_terminal_back(self):
        screen = self.enter()
        screen.type('0123456789' * 5)
        screen.ends_with('> 01234567890123456789012345678901234567', '890123456789')
        os.kill(screen.process.pid, signal.SIGTERM)
        self.assertEqual(screen.ends(), DONE)
        self.assertTrue(screen.is_as_found())
        screen.ends_with('[TIME] Ada joined', '')

    def test_nothing_that_was_said_is_written_down(self):
        with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as home:
            folders = {name: home for name in ('HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME')}
            screen = self.enter(**folders)
            screen.type('a secret\r')
            screen.ends_with('[TIME] Ada: a secret', '>')
            screen.type(control('D'))
            self.assertEqual(screen.ends(), DONE)
            self.assertEqual(os.listdir(home), [])


if __name__ == '__main__':
    main()
