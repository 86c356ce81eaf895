# SPDX-License-Identifier: GPL-3.0-or-later
"""What both programs say of themselves with --help."""

import os
import pathlib
import re
import subprocess
import sys

SOURCE, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
ID = sys.argv[3]
DEADLINE = 60
CLI, WINDOW = 'roundtrip-cli', 'roundtrip'
# They are the toolkit's, and of no use to who completes a word.
TOOLKIT = {'--help-all', '--help-gapplication'}


def help_of(program, *arguments):
    environ = {**os.environ, 'LC_ALL': 'C.UTF-8', 'GTK_A11Y': 'none'}
    return subprocess.run([BUILD / 'src' / program, *arguments, '--help'], capture_output=True, text=True,
                          timeout=DEADLINE, env=environ, check=True).stdout


def options_in(text):
    return set(re.findall(r'^  (?:-\w, )?(--[a-z][a-z0-9-]*)', text, re.M))


def options_of(program, *arguments):
    return options_in(help_of(program, *arguments))


def commands():
    listed = re.search(r'^Commands:\n((?:  .*\n)+)', help_of(CLI), re.M)[1]
    return re.findall(r'^  (\w+)', listed, re.M)
