# SPDX-License-Identifier: GPL-3.0-or-later
"""What shells complete: compared with what the programs say of themselves."""

import re
import shutil
import subprocess
import tempfile
import unittest

from programs import CLI, DEADLINE, SOURCE, TOOLKIT, WINDOW, commands, options_of
from tap import main

FOLDER = SOURCE / 'data/completions'


def complete(*words):
    """What bash offers for the last of @words, as it splits them."""
    script = f'''
        . "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()
        function=$(complete -p "$1" | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        "$function"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    '''
    done = subprocess.run(['bash', '--norc', '-c', script, 'bash', FOLDER / f'{words[0]}.bash', *words],
                          capture_output=True, text=True, timeout=DEADLINE)
    assert (done.returncode, done.stderr) == (0, ''), done
    return set(done.stdout.split())


@unittest.skipUnless(shutil.which('bash'), 'there is no bash')
class Bash(unittest.TestCase):

    def test_commands(self):
        self.assertEqual(complete(CLI, ''), set(commands()))
        self.assertEqual(complete(CLI, 'pu'), {'publish'})

    def test_options_of_each_command(self):
        for command in commands():
            self.assertEqual(complete(CLI, command, '-'), options_of(CLI, command) | {'-h'}, command)
        self.assertEqual(complete(CLI, '--'), options_of(CLI))
        self.assertEqual(complete(CLI, 'serve', '--speed', '2', '--st'), {'--stream-port'})

    def test_options_of_the_window(self):
        self.assertEqual(complete(WINDOW, '-'), options_of(WINDOW) - TOOLKIT | {'-h'})

    def test_patterns(self):
        self.assertEqual(complete(CLI, 'upload', '--via', ''), {'sse', 'websocket'})
        self.assertEqual(complete(CLI, 'upload', '--via', '='), {'sse', 'websocket'})
        self.assertEqual(complete(CLI, 'watch', '--pattern', '=', 'long'), {'long-polling'})
        self.assertEqual(complete(CLI, 'watch', '--count', ''), set())

    def test_a_room_to_talk_in(self):
        self.assertIn('ws://127.0.0.1:8080/channels/chat', complete(CLI, 'chat', ''))

    def test_files_to_upload(self):
        with tempfile.TemporaryDirectory() as folder:
            open(f'{folder}/song.flac', 'w').close()
            self.assertEqual(complete(CLI, 'upload', f'{folder}/so'), {f'{folder}/song.flac'})
            self.assertEqual(complete(WINDOW, f'{folder}/so'), {f'{folder}/song.flac'})
            self.assertEqual(complete(WINDOW, '--start-all', f'{folder}/so'), {f'{folder}/song.flac'})
            self.assertEqual(complete(WINDOW, '--speed', f'{folder}/so'), set())


class Others(unittest.TestCase):
    """What can be told without these shells."""

    def text(self, name):
        return (FOLDER / name).read_text()

    def test_zsh_knows_every_command_and_option(self):
        text = self.text('_roundtrip-cli')
        self.assertEqual(re.findall(r"^        '(\w+):", text, re.M), commands())
        for command in commands():
            part = re.search(rf'^    {command}\)\n(.*?);;', text, re.M | re.S)[1]
            self.assertEqual(set(re.findall(r'(--[a-z][a-z0-9-]*)[=\[]', part)), options_of(CLI, command), command)
        self.assertEqual(set(re.findall(r'(--[a-z][a-z0-9-]*)[=\[]', self.text('_roundtrip'))), options_of(WINDOW) - TOOLKIT)

    def test_fish_knows_every_command_and_option(self):
        text = self.text('roundtrip-cli.fish')
        self.assertEqual(re.findall(r'__fish_use_subcommand -a (\w+)', text), commands())
        for command in commands():
            found = re.findall(rf"_from {command}' .*-l ([a-z][a-z0-9-]*)", text)
            self.assertEqual({'--' + option for option in found} | {'--help'}, options_of(CLI, command), command)
        found = re.findall(r'-l ([a-z][a-z0-9-]*)', self.text('roundtrip.fish'))
        self.assertEqual({'--' + option for option in found}, options_of(WINDOW) - TOOLKIT)

    def test_they_offer_files_to_the_window(self):
        self.assertIn("'*:file:_files'", self.text('_roundtrip'))
        self.assertRegex(self.text('roundtrip.fish'), r'(?m)^complete -c roundtrip -F$')

    @unittest.skipUnless(shutil.which('zsh'), 'there is no zsh')
    def test_zsh_can_read_it(self):
        for name in ['_roundtrip-cli', '_roundtrip']:
            subprocess.run(['zsh', '-n', FOLDER / name], check=True, timeout=DEADLINE)

    @unittest.skipUnless(shutil.which('fish'), 'there is no fish')
    def test_fish_can_read_it(self):
        for name in ['roundtrip-cli.fish', 'roundtrip.fish']:
            subprocess.run(['fish', '--no-execute', FOLDER / name], check=True, timeout=DEADLINE)


if __name__ == '__main__':
    main()
