#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the translations of the source folder $1: every string is extracted whole, and
translated in every language of po/LINGUAS, with the plural forms, placeholders and
mnemonics that it needs."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
# As meson's preset has them, and what this project adds.
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3',
            'ngettext:1,2', 'dngettext:2,3']
FLAGS = ['_:1:pass-c-format', 'N_:1:pass-c-format', 'ngettext:1:pass-c-format', 'ngettext:2:pass-c-format',
         'g_dngettext:2:pass-c-format', 'g_dngettext:3:pass-c-format', 'g_strdup_printf:1:c-format',
         'g_set_error:4:c-format', 'g_string_append_printf:2:c-format', 'g_message:1:c-format']
# How many forms a noun has beside a number, and which (Unicode CLDR, as gettext writes it).
PLURALS = {
    'de': ('2', 'n != 1'),
    'es': ('2', 'n != 1'),
    'fr': ('2', 'n > 1'),
    'ja': ('1', '0'),
    'zh_TW': ('1', '0'),
}


def run(*command):
    """What a command complains about, in lines; nothing where it is content."""
    done = subprocess.run(command, cwd=root, text=True, capture_output=True,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    return [] if done.returncode == 0 else (done.stderr or f'{command[0]} failed').strip().splitlines()


def extract(template):
    return run('xgettext', '--from-code=UTF-8', '--add-comments', '--files-from=po/POTFILES',
               *(f'--keyword={keyword}' for keyword in KEYWORDS), *(f'--flag={flag}' for flag in FLAGS),
               f'--output={template}')


def cut_off(template):
    """Strings that a macro of their own language interrupts: the rest would be lost."""
    return [line for line in template.read_text().splitlines() if re.match(r'msgid(_plural)? .*(?<!%)%"$', line)]


def wrong_plural_forms(language):
    header = re.search(r'nplurals=(\d+); *plural=\(?([^;)]*)\)?;', (root / f'po/{language}.po').read_text())
    found = header.groups() if header else None
    return [] if found == PLURALS.get(language) else [f'{language}: {found}, not {PLURALS.get(language)}']


def check(folder):
    template = folder / 'roundtrip.pot'
    yield 'strings-are-extracted', extract(template)
    yield 'strings-are-extracted-whole', cut_off(template)
    languages = (root / 'po/LINGUAS').read_text().split()
    yield 'languages-are-in-order', [] if languages == sorted(set(languages)) else ['sort -u po/LINGUAS']
    yield 'each-file-is-a-language', sorted({path.stem for path in root.glob('po/*.po')} ^ set(languages))
    for language in languages:
        file = f'po/{language}.po'
        yield f'{language}/everything-is-translated', run('msgcmp', file, str(template))
        yield f'{language}/placeholders-and-header-fit', run('msgfmt', '--check', '--output-file=/dev/null', file)
        yield f'{language}/mnemonics-fit', run('msgfmt', '--check-accelerators=_', '--output-file=/dev/null', file)
        yield f'{language}/plural-forms', wrong_plural_forms(language)


with tempfile.TemporaryDirectory() as scratch:
    results = list(check(pathlib.Path(scratch)))
print(f'1..{len(results)}')
for number, (what, complaints) in enumerate(results, 1):
    print(f'{"not " if complaints else ""}ok {number} - /translations/{what}')
    for complaint in complaints:
        print('#', complaint)
sys.exit(any(complaints for _, complaints in results))
