#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all benches, each with its goals beside its figures:
bench.py SOURCE BUILD ROUNDTRIP ROUNDTRIP_CLI"""

import pathlib
import subprocess
import sys


def main():
    source, build, roundtrip, roundtrip_cli = sys.argv[1:5]
    folder = pathlib.Path(source)
    delivery = subprocess.run([sys.executable, folder / 'delivery.py', source, build,
                               '--json', pathlib.Path(build) / 'delivery.json'],
                              check=False)
    print()
    sys.stdout.flush()
    pressure = subprocess.run([sys.executable, folder / 'pressure.py', source, build], check=False)
    print()
    sys.stdout.flush()
    window = subprocess.run([sys.executable, folder / 'window.py', source, build, roundtrip],
                            check=False)
    print()
    sys.stdout.flush()
    upload = subprocess.run([sys.executable, folder / 'upload.py', source, build, roundtrip_cli],
                            check=False)
    print()
    sys.stdout.flush()
    frames = subprocess.run([sys.executable, folder / 'frames.py', source, build], check=False)
    print()
    sys.stdout.flush()
    misbehaving = subprocess.run([sys.executable, folder / 'misbehaving.py', source, build, roundtrip_cli],
                                 check=False)
    return (delivery.returncode or pressure.returncode or window.returncode or upload.returncode or
            frames.returncode or misbehaving.returncode)


if __name__ == '__main__':
    sys.exit(main())
