#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that what the program $2 prints is what the schema $1 says, and that the schema says
enough: what is wrong in a result is found by it. Speaks TAP."""

import copy
import json
import subprocess
import sys
import unittest

from tap import main

try:
    import jsonschema
except ImportError:
    jsonschema = None

schema = json.load(open(sys.argv[1], encoding='utf-8'))


def example(*arguments):
    return json.loads(subprocess.run([sys.argv[2], *arguments], check=True, capture_output=True).stdout)


def changed(result, path, value):
    other = copy.deepcopy(result)
    inner = other
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return other


class Schema(unittest.TestCase):
    def test_every_member_is_in_the_schema(self):
        result = example()
        definitions = schema['$defs']
        kinds = {'experiment': [result['experiment']], 'contestant': result['experiment']['contestants'],
                 'run': result['runs']}
        for kind, objects in kinds.items():
            for each in objects:
                self.assertLessEqual(set(each), set(definitions[kind]['properties']), kind)
        for each in result['patterns']:
            self.assertLessEqual(set(definitions['pattern']['required']), set(each))
        self.assertLessEqual(set(result), set(schema['properties']))


@unittest.skipIf(jsonschema is None, 'python3-jsonschema is not installed')
class Validator(unittest.TestCase):
    def setUp(self):
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def test_a_result_is_what_the_schema_says(self):
        self.validator.validate(example())

    def test_a_plan_is_what_the_schema_says(self):
        self.validator.validate(example('plan'))

    def test_the_schema_finds_what_is_wrong(self):
        result = example()
        wrong = [(['version'], 2), (['format'], 'other'), (['experiment', 'clients'], 0), (['experiment', 'clientz'], 3),
                 (['experiment', 'feed'], 'now'), (['experiment', 'contestants'], []), (['runs', 0, 'traffic'], None),
                 (['runs', 0, 'traffic', 'requests'], -1), (['runs', 0, 'contestant'], 'one'),
                 (['patterns', 0, 'latency_us', 'p50'], 'fast'), (['machine', 'cpu'], ['a']),
                 (['needs', 'save'], 'gold'), (['needs', 'traits'], ['quick'])]
        for path, value in wrong:
            with self.subTest(path):
                self.assertFalse(self.validator.is_valid(changed(result, path, value)))


if __name__ == '__main__':
    main()
