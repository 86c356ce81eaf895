#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the reports in the folder $2 of the source folder $4: there is one of a default run and of
each preset that roundtrip-cli $3 knows, each is what the schema $1 says and what was published, and
the README leads to it. Speaks TAP."""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from tap import main

try:
    import jsonschema
except ImportError:
    jsonschema = None

schema = json.load(open(sys.argv[1], encoding='utf-8'))
folder, root = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4])
saved = {path.stem: json.loads(path.read_text(encoding='utf-8')) for path in sorted(folder.glob('*.roundtrip'))}
texts = {path.stem: path.read_text(encoding='utf-8') for path in folder.glob('*.md')}


def presets():
    described = subprocess.run([sys.argv[3], 'compare', '--help'], check=True, capture_output=True, text=True,
                               encoding='utf-8').stdout
    return re.findall(r'^  ([a-z]+[a-z0-9-]*) +\w', described.partition('Presets:')[2], re.MULTILINE)


class Reports(unittest.TestCase):
    def test_of_a_default_run_and_of_each_preset(self):
        known = presets()
        self.assertGreater(len(known), 4)
        self.assertLessEqual({'default', *known}, set(saved))
        self.assertEqual(set(saved), set(texts))
        for name, result in saved.items():
            self.assertEqual((result['experiment']['preset'] or 'default').replace('/', '-'), name)

    def test_the_readme_leads_to_each(self):
        readme = (root / 'README.md').read_text(encoding='utf-8')
        linked = re.findall(r'\((data/reports/[^)]+)\)', readme)
        self.assertEqual(sorted(linked), sorted(f'data/reports/{name}.md' for name in texts))

    def test_nothing_lagged_and_all_is_within_its_tolerance(self):
        for name, result in saved.items():
            with self.subTest(name):
                self.assertTrue(result['runs'])
                self.assertTrue(all(run['kept_up'] for run in result['runs']))
                self.assertTrue(all(number['fits'] for number in result['published']))
                self.assertEqual(bool(result['published']), name != 'default')

    def test_the_text_is_of_the_result(self):
        for name, result in saved.items():
            with self.subTest(name):
                for contestant in result['experiment']['contestants']:
                    self.assertIn(contestant['name'], texts[name])
                for number in result['published']:
                    self.assertIn(f'{number["name"]}, {number["what"]}: ', texts[name])

    def test_the_text_is_what_this_program_prints(self):
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}
        for name, text in texts.items():
            with self.subTest(name):
                printed = subprocess.run([sys.argv[3], 'compare', '--show', folder / f'{name}.roundtrip', '--format', 'markdown'],
                                         check=True, capture_output=True, encoding='utf-8', env=environment, timeout=60)
                self.assertEqual(printed.stdout, text)

    def test_no_number_is_written_for_machines(self):
        for name, text in texts.items():
            self.assertNotRegex(text, r'\de[+-]\d', name)

    def test_of_this_version_of_the_format(self):
        for name, result in saved.items():
            with self.subTest(name):
                for member in ('format', 'version'):
                    self.assertEqual(result[member], schema['properties'][member]['const'])
                self.assertLessEqual(set(result), set(schema['properties']))

    @unittest.skipIf(jsonschema is None, 'python3-jsonschema is not installed')
    def test_what_the_schema_says(self):
        for name, result in saved.items():
            with self.subTest(name):
                jsonschema.Draft202012Validator(schema).validate(result)


if __name__ == '__main__':
    main()
