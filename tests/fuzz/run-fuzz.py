#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets one target of libFuzzer make up inputs for a few seconds (FUZZ_SECONDS), from its
corpus on, always from the same seed. Says how many it ran. Speaks TAP."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS = int(os.environ.get('FUZZ_SECONDS', '2'))
# No input takes longer, no target more memory.
TIMEOUT = 10
MEGABYTES = 1024


def run(program, corpus, scratch):
    options = [f'-max_total_time={SECONDS}', '-seed=1', f'-timeout={TIMEOUT}', f'-rss_limit_mb={MEGABYTES}',
               '-max_len=2048', '-print_final_stats=1', f'-artifact_prefix={scratch}/']
    made_up = pathlib.Path(scratch, 'made-up')
    made_up.mkdir()
    return subprocess.run([program, *options, made_up, corpus], capture_output=True, text=True, errors='replace')


def say(text):
    for line in text.splitlines():
        print(f'# {line}')


def main():
    program, corpus = sys.argv[1:]
    name = pathlib.Path(program).name
    with tempfile.TemporaryDirectory() as scratch:
        result = run(program, corpus, scratch)
        runs = re.search(r'stat::number_of_executed_units: (\d+)', result.stderr)
        covered = re.findall(r'cov: (\d+)', result.stderr)
        good = result.returncode == 0 and runs is not None and int(runs[1]) > len(os.listdir(corpus))
        print('1..1')
        print(f'{"ok" if good else "not ok"} 1 - {name} survives what it makes up')
        if runs is not None and covered:
            print(f'# {runs[1]} runs in {SECONDS} s, {covered[-1]} edges covered')
        if not good:
            say(result.stderr[-6000:])
            for crash in sorted(pathlib.Path(scratch).glob('*-*')):
                if crash.is_file():
                    say(f'{crash.name}: {crash.read_bytes()!r}')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
