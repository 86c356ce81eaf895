#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the Flatpak manifest in $2 promises about application $1. Speaks TAP."""

import json
import pathlib
import sys

# The servers' and clients' sockets; a window on Wayland or X11, drawn by the graphics card.
# Files come by the portal or a drop: no more than this is needed.
PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
               '--device=dri',
               # The keyring, for brokers' passwords.
               '--talk-name=org.freedesktop.secrets'}


def main():
    app_id, path = sys.argv[1], pathlib.Path(sys.argv[2])
    manifest = json.loads(path.read_text())
    *others, module = manifest['modules']
    sources = [source for other in others for source in other['sources']]
    checks = [
        ('it goes by the id of the application', (manifest['id'], path.stem), (app_id, app_id)),
        ('it starts the window', manifest['command'], 'roundtrip'),
        ('it asks for no more than it needs', set(manifest['finish-args']), PERMISSIONS),
        ('it stands on GNOME', (manifest['runtime'], manifest['sdk']),
         ('org.gnome.Platform', 'org.gnome.Sdk')),
        ('it builds this checkout', [source['path'] for source in module['sources']], ['..']),
        ('what it brings along is one revision of its sources, and no other',
         [source for source in sources if len(source.get('commit', source.get('sha256', ''))) not in (40, 64)], []),
        ('it runs the tests', module['run-tests'], True),
    ]
    print(f'1..{len(checks)}')
    for number, (name, found, wanted) in enumerate(checks, 1):
        print(f'{"ok" if found == wanted else "not ok"} {number} {name}')
        if found != wanted:
            print(f'# {found} instead of {wanted}')
    return int(any(found != wanted for _, found, wanted in checks))


if __name__ == '__main__':
    sys.exit(main())
