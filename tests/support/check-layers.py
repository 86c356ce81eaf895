#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no file in src/ includes against the order of the layers.

An include points to an earlier layer or to its own. The command line and the window
both stand on lab and know nothing of each other. Speaks TAP.
"""

import pathlib
import re
import sys

ENGINE = ['core', 'net', 'patterns', 'stories', 'lab']
WINDOW = ['widgets', 'pages', 'app']
ALLOWED = {layer: set(ENGINE[:i + 1]) for i, layer in enumerate(ENGINE)}
ALLOWED['cli'] = set(ENGINE) | {'cli'}
ALLOWED |= {layer: set(ENGINE) | set(WINDOW[:i + 1]) for i, layer in enumerate(WINDOW)}
ALLOWED['main.c'] = set(ENGINE) | set(WINDOW)

# What core may take from outside: GLib, GIO and the C library.
CORE_SYSTEM = re.compile(
    r'(glib|glib-object|glib-unix|gmodule)\.h|(glib|gobject|gio)/[\w/-]+\.h'
    r'|sys/file\.h|(assert|ctype|errno|execinfo|fcntl|fenv|float|inttypes|limits|locale|math|signal|stdarg'
    r'|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|time|unistd)\.h'
    r'|sys/(resource|stat|types|time|uio)\.h')
TOOLKIT = re.compile(r'(gtk|gdk|gsk|adwaita|adw|graphene|pango|cairo|gdk-pixbuf)\b')
GENERATED = re.compile(r'config\.h|(\w+/)?[\w-]+-(resources|enums|marshal)\.h')
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match[1], match[2]


def judge(src, path, layer, bracket, name):
    """Says what is wrong with an include found in @path, or None."""
    if bracket == '<':
        if layer == 'core' and not CORE_SYSTEM.fullmatch(name):
            return 'core stands on GLib and GIO alone'
        if layer not in WINDOW + ['main.c'] and TOOLKIT.match(name):
            return f'{layer} knows no toolkit'
        return None
    if GENERATED.fullmatch(name) or ('/' not in name and (path.parent / name).is_file()):
        return None
    if not (src / name).is_file():
        return 'no such file in src/'
    target = name.split('/')[0]
    if target not in ALLOWED[layer]:
        return f'{layer} must not know {target}'
    return None


def main():
    src = pathlib.Path(sys.argv[1])
    present = [layer for layer in ALLOWED if (src / layer).exists()]
    unknown = {path.name for path in src.iterdir()
               if path.is_dir() and any(path.rglob('*.[ch]'))} - ALLOWED.keys()
    print(f'1..{len(present) + 1}')
    failed = bool(unknown)
    print(f'{"not ok" if unknown else "ok"} 1 every folder of src/ has its place in the order')
    for folder in sorted(unknown):
        print(f'# src/{folder} is in no layer')

    for number, layer in enumerate(present, 2):
        root = src / layer
        files = [root] if root.is_file() else sorted(root.rglob('*.[ch]'))
        wrong = [f'{path.relative_to(src.parent)}:{line}: {name}: {reason}'
                 for path in files
                 for line, bracket, name in includes(path)
                 if (reason := judge(src, path, layer, bracket, name))]
        failed |= bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {number} {layer} includes no later layer')
        for line in wrong:
            print(f'# {line}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
