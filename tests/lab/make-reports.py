#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the reports in the folder $3 again, with roundtrip-cli $1 and the program $2 that prints a
saved one: of a default run, and of each preset. What the machine could not keep up with, or what is
not within the tolerance, is measured again, and after a few times told and left as it was."""

import json
import os
import pathlib
import subprocess
import sys

REPORTS = {
    'default': ['--title', 'The default run'],
    'abril-2017': ['--preset', 'abril-2017'],
    'lubbers-greco': ['--preset', 'lubbers-greco'],
    'bozdag-2007': ['--preset', 'bozdag-2007'],
    'rfc-6202': ['--preset', 'rfc-6202'],
    'rfc-6202-2': ['--preset', 'rfc-6202/2'],
    'common-claims': ['--preset', 'common-claims'],
    'common-claims-2': ['--preset', 'common-claims/2'],
}
TRIES = 6

cli, printer, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
# The machine is named by its processor and kernel alone, and the words are English.
environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}


def measure(arguments):
    output = subprocess.run([cli, 'compare', *arguments, '--json'], check=True, stdout=subprocess.PIPE, env=environment).stdout
    report = json.loads(output)
    wrong = [run['remark'] for run in report['runs'] if not run['kept_up']]
    wrong += [f'{number["name"]}, {number["what"]}: {number["measured"]}' for number in report['published']
              if not number['fits']]
    return output, wrong


failed = False
for name in sys.argv[4:] or REPORTS:
    for _ in range(TRIES):
        result, problems = measure(REPORTS[name])
        if not problems:
            break
        print(f'{name}: {"; ".join(problems)}', file=sys.stderr)
    if problems:
        failed = True
        continue
    saved = folder / f'{name}.roundtrip'
    saved.write_bytes(result)
    text = subprocess.run([printer, saved], check=True, stdout=subprocess.PIPE, env=environment).stdout
    (folder / f'{name}.md').write_bytes(text)
sys.exit(failed)
