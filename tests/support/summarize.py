#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads meson's testlog.json: shows what failed and what was skipped, counts test cases.

The last line is "N passed, N failed", with ", N skipped" where there are any. A test
that speaks TAP counts once for each of its cases, any other once.
"""

import json
import pathlib
import re
import sys

TAIL = 60
CASE = re.compile(r'(not )?ok\b\s*\d*\s*-?\s*(.*)')
DIRECTIVE = re.compile(r'\s*(?<!\\)#\s*(SKIP|TODO)\S*\s*(.*)', re.I)
PASSED, FAILED, SKIPPED = 'passed', 'failed', 'skipped'
RESULTS = {'OK': PASSED, 'EXPECTEDFAIL': PASSED, 'SKIP': SKIPPED}


def cases_of(test):
    """Yields (outcome, name, reason) for each case of one entry of the log."""
    failed = count = 0
    for line in (test.get('stdout') or '').splitlines():
        if not (match := CASE.match(line)):
            continue
        parts = DIRECTIVE.split(match[2])
        directive = parts[1].upper() if len(parts) > 1 else ''
        outcome = SKIPPED if directive == 'SKIP' else FAILED if match[1] else PASSED
        failed += outcome == FAILED
        count += 1
        yield outcome, parts[0], parts[2] if len(parts) > 2 else ''

    outcome = RESULTS.get(test['result'], FAILED)
    if count == 0 or (outcome == FAILED and failed == 0):
        text = (test.get('stdout') or '').strip()
        skip = re.search(r'^1\.\.0\s*#\s*SKIP\S*\s*(.*)', text, re.M | re.I)
        yield outcome, test['result'].lower(), skip[1] if skip else text.split('\n')[-1]


def show_log(test):
    status = test['returncode']
    how = f'signal {-status}' if status < 0 else f'exit status {status}'
    print(f'\n=== {test["name"]}: {test["result"]}, {how}')
    for stream in ('stdout', 'stderr'):
        lines = (test.get(stream) or '').rstrip().splitlines()
        if lines:
            print(f'--- {stream}, last {min(TAIL, len(lines))} of {len(lines)} lines')
            print('\n'.join(lines[-TAIL:]))


def main():
    log = pathlib.Path(sys.argv[1])
    if not log.is_file():
        print('No test ran.\n0 passed, 1 failed')
        return 1
    counts = {PASSED: 0, FAILED: 0, SKIPPED: 0}
    notes = []
    for entry in log.read_text(errors='replace').splitlines():
        test = json.loads(entry)
        bad = False
        for outcome, name, reason in cases_of(test):
            counts[outcome] += 1
            bad |= outcome == FAILED
            if outcome == SKIPPED:
                notes.append(f'skipped: {test["name"]}: {name}: {reason or "no reason given"}')
            elif outcome == FAILED:
                notes.append(f'failed:  {test["name"]}: {name}')
        if bad:
            show_log(test)
    if not sum(counts.values()):
        counts[FAILED] = 1
    print()
    for note in sorted(notes, reverse=True):
        print(note)
    skipped = f', {counts[SKIPPED]} skipped' if counts[SKIPPED] else ''
    print(f'{counts[PASSED]} passed, {counts[FAILED]} failed{skipped}')
    return 1 if counts[FAILED] else 0


if __name__ == '__main__':
    sys.exit(main())
