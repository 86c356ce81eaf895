#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that po/POTFILES, in the source folder $1, names every file that has strings for
people, once and in order, and no other."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
MARKED = {
    '.c': re.compile(r'(?<![A-Za-z0-9_])(N?_|C_|NC_|n?gettext) ?\('),
    '.h': re.compile(r'(?<![A-Za-z0-9_])(N?_|C_|NC_|n?gettext) ?\('),
    '.ui': re.compile(r'translatable="(yes|true)"'),
}


def has_strings(path):
    pattern = MARKED.get(path.suffix)
    return pattern is not None and pattern.search(path.read_text()) is not None


wanted = {str(path.relative_to(root)) for path in root.glob('src/**/*') if path.is_file() and has_strings(path)}
wanted |= {str(path.relative_to(root)) for path in root.glob('data/application.*.in')}
named = [line for line in (root / 'po/POTFILES').read_text().splitlines()
         if line and not line.startswith('#')]

checks = [
    ('names every file with strings for people', sorted(wanted - set(named))),
    ('names no other file', sorted(set(named) - wanted)),
    ('names each once, in order', [] if named == sorted(set(named)) else ['sort -u it']),
]
print(f'1..{len(checks)}')
for number, (what, wrong) in enumerate(checks, 1):
    print(f'{"not " if wrong else ""}ok {number} - /potfiles/{what.replace(" ", "-")}')
    for one in wrong:
        print('#', one)
sys.exit(any(wrong for _, wrong in checks))
