# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages: that they can be set without a warning, and tell what --help tells."""

import re
import shutil
import subprocess
import unittest

from programs import BUILD, CLI, DEADLINE, WINDOW, commands, help_of, options_of
from tap import main


def page(program):
    return BUILD / 'data/man' / f'{program}.1'


def text_of(program):
    return page(program).read_text().replace(r'\-', '-')


def options_in(text):
    """Those that have a paragraph of their own."""
    return set(re.findall(r'^\.(?:B|BI|BR) (?:-h ", " )?(--[a-z][a-z0-9-]*)', text, re.M))


def section(name, program=CLI):
    return re.search(rf'^\.SH {name.upper()}\n(.*?)(?=^\.SH |\Z)', text_of(program), re.M | re.S)[1]


class Form(unittest.TestCase):

    @unittest.skipUnless(shutil.which('groff'), 'there is no groff')
    def test_groff_has_nothing_to_complain_about(self):
        for program in [WINDOW, CLI]:
            done = subprocess.run(['groff', '-man', '-Tutf8', '-ww', '-z', page(program)], capture_output=True,
                                  text=True, timeout=DEADLINE)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''))

    def test_nothing_is_left_to_be_filled_in(self):
        for program in [WINDOW, CLI]:
            self.assertNotRegex(text_of(program), r'@\w+@')


class Options(unittest.TestCase):

    def test_of_the_window_are_all_told_and_no_others(self):
        self.assertEqual(options_in(text_of(WINDOW)), options_of(WINDOW))

    def test_of_each_command_are_all_told_and_no_others(self):
        for command in commands():
            self.assertEqual(options_in(section(command)), options_of(CLI, command) - {'--help'}, command)

    def test_of_no_command_are_all_told(self):
        self.assertEqual(options_in(section('options')), options_of(CLI))


class Environment(unittest.TestCase):

    def test_tells_where_things_are_kept(self):
        for variable, place in (('XDG_STATE_HOME', 'roundtrip/numbers.ini'), ('XDG_CACHE_HOME', 'roundtrip/uploads')):
            self.assertRegex(section('environment'), rf'(?s)\.B {variable}\n.*{place}')
            self.assertIn(f'/{place}', section('files', WINDOW))


class Arguments(unittest.TestCase):

    def test_of_the_window_are_those_of_its_help(self):
        self.assertIn('[FILE…]', help_of(WINDOW))
        self.assertIn('.RI [ FILE ...]', section('synopsis', WINDOW))
        self.assertIn('.I FILE', section('description', WINDOW))


class Commands(unittest.TestCase):

    def test_are_all_in_the_synopsis_in_order(self):
        named = re.findall(r'^\.B roundtrip-cli (\w+)$', section('synopsis'), re.M)
        self.assertEqual(named, commands())


if __name__ == '__main__':
    main()
