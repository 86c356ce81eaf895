#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all benches one after the other, each with its goals beside its figures:
bench.py SOURCE BUILD ROUNDTRIP ROUNDTRIP_CLI"""

import pathlib
import subprocess
import sys
import time


def main():
    source, build, roundtrip, roundtrip_cli = sys.argv[1:5]
    # Some take less, or fewer rounds, than by themselves: all of them together are to be
    # worth starting.
    benches = [
        ('delivery.py', '--rounds=3', '--share=0.1', f'--json={pathlib.Path(build) / "delivery.json"}'),
        ('pressure.py', '--rounds=12'),
        ('window.py', roundtrip),
        ('upload.py', roundtrip_cli, '--rounds=3', '--size=128'),
        ('frames.py',),
        ('misbehaving.py', roundtrip_cli, '--rounds=2'),
        ('bus.py', '--rounds=2'),
        ('projection.py', roundtrip_cli),
    ]
    begin = time.monotonic()
    status = 0
    for name, *arguments in benches:
        began = time.monotonic()
        run = subprocess.run([sys.executable, pathlib.Path(source) / name, source, build, *arguments],
                             check=False)
        print(f'({name} took {time.monotonic() - began:.0f} s)\n', flush=True)
        status = status or run.returncode
    print(f'All of it took {time.monotonic() - begin:.0f} s')
    return status


if __name__ == '__main__':
    sys.exit(main())
