# SPDX-License-Identifier: GPL-3.0-or-later
"""src/start.sh: one command line for the window and, without a display, for the servers."""

import pathlib
import unittest

from support import BINARY, DONE, USAGE, Program, main

SCRIPT = pathlib.Path(__file__).parents[2] / 'src' / 'start.sh'
PORTS = ('--port', 0, '--chat-port=0', '--stream-port', 0)


class Start(Program):
    command = ['sh', SCRIPT, pathlib.Path(BINARY).parents[1]]

    def __init__(self, *arguments, display=''):
        super().__init__(*arguments, environment={'DISPLAY': display, 'WAYLAND_DISPLAY': ''})


class WithoutDisplay(unittest.TestCase):
    def test_it_serves(self):
        with Start('--new-instance', *PORTS, '--json') as program:
            self.assertRegex(program.line(), '^main http://127')
            program.interrupt()
            self.assertEqual(program.status(), DONE)
            self.assertIn('no display', program.errors)

    def test_the_version_is_printed(self):
        with Start('--version') as program:
            self.assertRegex(program.line(), r'^roundtrip-cli \d')
            self.assertEqual((program.status(), program.errors), (DONE, ''))

    def test_options_of_the_window_alone_are_named(self):
        with Start(*PORTS, '--help-gapplication') as program:
            self.assertEqual(program.status(), USAGE)
            self.assertEqual(program.errors, '--help-gapplication is for the window, and there is no display here.\n')

    def test_what_nobody_knows_is_refused(self):
        with Start('--nonsense') as program:
            self.assertEqual(program.status(), USAGE)
            self.assertIn('--nonsense', program.errors)


class WithDisplay(unittest.TestCase):
    def test_options_of_serve_alone_are_named_with_the_command_they_are_for(self):
        with Start(*PORTS, '--json', display=':nowhere') as program:
            self.assertEqual(program.status(), USAGE)
            self.assertIn('does not know --json', program.errors)
            self.assertIn('roundtrip-cli serve --port 0 --chat-port=0 --stream-port 0 --json\n', program.errors)

    def test_what_nobody_knows_is_refused(self):
        with Start('--nonsense', display=':nowhere') as program:
            self.assertEqual(program.status(), USAGE)
            self.assertIn('--nonsense', program.errors)


if __name__ == '__main__':
    main()
