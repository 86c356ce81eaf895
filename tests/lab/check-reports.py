#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the reports in the folder $2 of the source folder $4: there is one of a default run and of
each preset that roundtrip-cli $3 knows, each is what the schema $1 says and what was published, and
the README leads to it. Speaks TAP."""

import json
import pathlib
import re
import subprocess
import sys

schema = json.load(open(sys.argv[1], encoding='utf-8'))
folder, root = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4])
saved = {path.stem: json.loads(path.read_text(encoding='utf-8')) for path in sorted(folder.glob('*.roundtrip'))}
texts = {path.stem: path.read_text(encoding='utf-8') for path in folder.glob('*.md')}


def presets():
    described = subprocess.run([sys.argv[3], 'compare', '--help'], check=True, capture_output=True, text=True,
                               encoding='utf-8').stdout
    return re.findall(r'^  ([a-z]+[a-z0-9-]*) +\w', described.partition('Presets:')[2], re.MULTILINE)


def all_are_there():
    known = presets()
    assert len(known) > 4, known
    assert {'default', *known} <= set(saved), (known, list(saved))
    assert set(saved) == set(texts), (list(saved), list(texts))
    for name, result in saved.items():
        assert (result['experiment']['preset'] or 'default').replace('/', '-') == name


def the_readme_leads_there():
    readme = (root / 'README.md').read_text(encoding='utf-8')
    linked = re.findall(r'\((data/reports/[^)]+)\)', readme)
    assert sorted(linked) == sorted(f'data/reports/{name}.md' for name in texts), linked


def all_kept_up_and_fit():
    for name, result in saved.items():
        assert result['runs'] and all(run['kept_up'] for run in result['runs']), name
        assert all(number['fits'] for number in result['published']), name
        assert bool(result['published']) == (name != 'default'), name


def the_text_is_of_the_result():
    for name, result in saved.items():
        for contestant in result['experiment']['contestants']:
            assert contestant['name'] in texts[name], (name, contestant['name'])
        for number in result['published']:
            assert f'{number["name"]}, {number["what"]}: ' in texts[name], (name, number['what'])


def is_of_this_version():
    for name, result in saved.items():
        for member in ('format', 'version'):
            assert result[member] == schema['properties'][member]['const'], (name, member)
        assert set(result) <= set(schema['properties']), name


def is_valid(jsonschema):
    for result in saved.values():
        jsonschema.Draft202012Validator(schema).validate(result)


cases = [('of-a-default-run-and-of-each-preset', all_are_there), ('the-readme-leads-to-each', the_readme_leads_there),
         ('nothing-lagged-and-all-is-within-its-tolerance', all_kept_up_and_fit),
         ('the-text-is-of-the-result', the_text_is_of_the_result), ('of-this-version-of-the-format', is_of_this_version)]
try:
    import jsonschema
    cases.append(('what-the-schema-says', lambda: is_valid(jsonschema)))
except ImportError:
    print('# python3-jsonschema is not installed: format and version alone are checked')
print(f'1..{len(cases)}')
failed = False
for number, (title, case) in enumerate(cases, 1):
    try:
        case()
        print(f'ok {number} - /reports/{title}')
    except Exception as error:  # pylint: disable=broad-except
        failed = True
        print(f'not ok {number} - /reports/{title}')
        print('# ' + str(error).replace('\n', '\n# '))
sys.exit(failed)
