#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what must hold for every file of the project. Speaks TAP."""

import pathlib
import re
import subprocess
import sys

MAX_LINES = 400
# A test lists cases; what is long there is a list.
MAX_TEST_LINES = 700
MAX_FUNCTION_LINES = 40
SOURCES = {'.c', '.h', '.ui', '.css', '.py', '.js', '.mjs', '.sh', '.build'}
CODE = {'.c', '.h'}
FOLDERS = ['src', 'tests', 'data', 'po', 'flatpak', '.ci']
# The file that packages the application for others has to name it by itself.
OWN_ID = {'flatpak'}


def project_files(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob('*')):
            if path.is_file() and '__pycache__' not in path.parts:
                yield path
    for path in sorted(root.iterdir()):
        if path.is_file() and path.name not in {'COPYING', '.git'}:
            yield path


def text_of(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ''


def is_shell(path):
    return path.suffix == '.sh' or text_of(path).startswith('#!/bin/sh')


def too_long(files):
    for path in files:
        lines = text_of(path).count('\n')
        most = MAX_TEST_LINES if 'tests' in path.parts else MAX_LINES
        if path.suffix in SOURCES and lines > most:
            yield f'{path}: {lines} lines, {most} at most'


def long_functions(files):
    """A test's main() lists cases as well."""
    for path in files:
        if path.suffix != '.c':
            continue
        for match in re.finditer(r'^(\w+) \([^{}]*\)\n\{\n(.*?)^\}', text_of(path), re.M | re.S):
            lines = match[2].count('\n')
            if lines > MAX_FUNCTION_LINES and not (match[1] == 'main' and 'tests' in path.parts):
                yield f'{path}: {match[1]}() has {lines} lines, {MAX_FUNCTION_LINES} at most'


def bad_shell(files):
    for path in filter(is_shell, files):
        result = subprocess.run(['sh', '-n', path], capture_output=True, text=True)
        if result.returncode != 0:
            yield result.stderr.strip()


def id_elsewhere(root, files):
    app_id = re.search(r"^app_id = '([^']+)'", text_of(root / 'meson.build'), re.M)[1]
    forms = [app_id, app_id.replace('.', '/')]
    for path in files:
        if path.relative_to(root).parts[0] in OWN_ID:
            continue
        for number, line in enumerate(text_of(path).splitlines(), 1):
            defines = path == root / 'meson.build' and line.startswith('app_id = ')
            if not defines and any(form in line for form in forms):
                yield f'{path}:{number}: names the application id; take it from meson.build'


def unlicensed(files):
    for path in files:
        if path.suffix in CODE | {'.py', '.sh'}:
            if 'SPDX-License-Identifier: GPL-3.0-or-later' not in text_of(path)[:300]:
                yield f'{path}: no licence line'


def no_config_first(root, files):
    for path in files:
        if path.suffix == '.c' and path.relative_to(root).parts[0] == 'src':
            first = re.search(r'^#include (\S+)', text_of(path), re.M)
            if first and first[1] != '"config.h"':
                yield f'{path}: includes {first[1]} before "config.h"'


def main():
    root = pathlib.Path(sys.argv[1])
    files = list(project_files(root))
    checks = [
        (f'no file is longer than {MAX_LINES} lines', too_long(files)),
        (f'no function is longer than {MAX_FUNCTION_LINES} lines', long_functions(files)),
        ('every shell script can be parsed by sh', bad_shell(files)),
        ('the application id is set in meson.build alone', id_elsewhere(root, files)),
        ('every source names its licence', unlicensed(files)),
        ('every source includes config.h first', no_config_first(root, files)),
    ]
    failed = False
    print(f'1..{len(checks)}')
    for number, (name, findings) in enumerate(checks, 1):
        wrong = list(findings)
        failed |= bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {number} {name}')
        for line in wrong:
            print('# ' + line.replace('\n', '\n# '))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
