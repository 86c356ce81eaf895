#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that what the program $2 prints is what the schema $1 says, and that the schema says
enough: what is wrong in a result is found by it. Speaks TAP."""

import copy
import json
import subprocess
import sys

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


def members_are_known(result):
    """Every member that is written is in the schema, where it says which there are."""
    definitions = schema['$defs']
    kinds = {'experiment': [result['experiment']], 'contestant': result['experiment']['contestants'],
             'run': result['runs']}
    for kind, objects in kinds.items():
        for each in objects:
            assert set(each) <= set(definitions[kind]['properties']), (kind, each)
    for each in result['patterns']:
        assert set(definitions['pattern']['required']) <= set(each), each
    assert set(result) <= set(schema['properties'])


def is_valid(jsonschema, result):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(result)


def finds(jsonschema, result):
    wrong = [(['version'], 2), (['format'], 'other'), (['experiment', 'clients'], 0), (['experiment', 'clientz'], 3),
             (['experiment', 'feed'], 'now'), (['experiment', 'contestants'], []), (['runs', 0, 'traffic'], None),
             (['runs', 0, 'traffic', 'requests'], -1), (['runs', 0, 'contestant'], 'one'),
             (['patterns', 0, 'latency_us', 'p50'], 'fast'), (['machine', 'cpu'], ['a'])]
    validator = jsonschema.Draft202012Validator(schema)
    for path, value in wrong:
        assert not validator.is_valid(changed(result, path, value)), path


result = example()
cases = [('every-member-is-in-the-schema', lambda: members_are_known(result))]
try:
    import jsonschema
    cases += [('a-result-is-what-the-schema-says', lambda: is_valid(jsonschema, result)),
              ('a-plan-is-what-the-schema-says', lambda: is_valid(jsonschema, example('plan'))),
              ('the-schema-finds-what-is-wrong', lambda: finds(jsonschema, result))]
except ImportError:
    print('# python3-jsonschema is not installed: the structure alone is checked')
print(f'1..{len(cases)}')
failed = False
for number, (name, case) in enumerate(cases, 1):
    try:
        case()
        print(f'ok {number} - /schema/{name}')
    except Exception as error:  # pylint: disable=broad-except
        failed = True
        print(f'not ok {number} - /schema/{name}')
        print('# ' + str(error).replace('\n', '\n# '))
sys.exit(failed)
