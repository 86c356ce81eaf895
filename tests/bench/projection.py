#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is projected of the server's processor time is what a run takes.

Requests and bytes are held to 15 % by a test; processor time depends on what else the machine
does, so it stands here. Each pattern alone, the clients in a process of their own: projected
from a few clients to many, with events one by one and in bursts, and from few events to
sixteen times as many. The projection is that of src/lab/rt-cost-model.c: what the server takes
without clients stays, what an idle connection takes comes once for each, and the rest goes with
the events; beside it what came of it if all of it went with the events.
"""

import json
import os
import subprocess
import sys

FEW, MANY = 100, 400
GOAL = 15  # per cent
PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
BURSTS = ['--feed', 'bursts', '--burst', '4']
CASES = [
    (f'{FEW} → {MANY} clients, 4 events/s', (FEW, 4, []), (MANY, 4, [])),
    (f'{FEW} → {MANY} clients, bursts of 4 a second', (FEW, 4, BURSTS), (MANY, 4, BURSTS)),
    (f'{FEW} clients, 1 → 16 events/s', (FEW, 1, []), (FEW, 16, [])),
]


def measured(cli, clients, rate, feed):
    """{name: its run}, None where it could not keep up."""
    output = subprocess.run([cli, 'compare', '--patterns', ','.join(PATTERNS), '--clients', str(clients), '--rate', str(rate),
                             '--duration', '3', '--interval', '1', '--warm-up', '0.5', '--order', 'apart',
                             '--own-process', '--json', *feed], check=True, stdout=subprocess.PIPE).stdout
    return {PATTERNS[run['contestant']]: run if run['kept_up'] else None for run in json.loads(output)['runs']}


def a_second(run, name):
    return run[name] * 1e6 / run['elapsed_us'] if name == 'cpu_us' else run[name]


def messages(run):
    """What the server has to do for the clients, of which the rest is paid."""
    return run['traffic']['requests'] or run['traffic']['events']


def project(few, many):
    """µs a second: by the model, and if all that is taken went with the messages."""
    more = (messages(many) / many['elapsed_us']) / (messages(few) / few['elapsed_us'])
    all_of_it, base = a_second(few, 'cpu_us'), min(few['base_cpu_us'], a_second(few, 'cpu_us'))
    idle = min(few['idle_cpu_us'], all_of_it - base) if few['clients'] >= 100 else 0
    return base + idle * many['clients'] / few['clients'] + (all_of_it - base - idle) * more, all_of_it * more


def main():
    cli = sys.argv[3]
    print(f'Processor time of the server, ms a second: projected against measured. Goal: within {GOAL} %.')
    print(f'Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.')
    for title, few_of, many_of in CASES:
        few, many = measured(cli, *few_of), measured(cli, *many_of)
        print(f'  {title}')
        for name in PATTERNS:
            if few[name] is None or many[name] is None:
                print(f'    {name:<20} not compared: the machine could not keep up')
                continue
            projected, simple = project(few[name], many[name])
            took = a_second(many[name], 'cpu_us')
            off, simply_off = (100 * (value - took) / took for value in (projected, simple))
            print(f'    {name:<20} projected {projected / 1000:7.1f}, measured {took / 1000:7.1f}, off by {off:+4.0f} %'
                  f' (by messages alone {simply_off:+4.0f} %){"" if abs(off) <= GOAL else "  MISSED"}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
