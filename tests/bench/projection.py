#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is projected of the server's processor time is what a run takes.

Requests and bytes are held to 15 % by a test; processor time depends on what else the machine
does, so it stands here. A few clients and many of each pattern, one pattern at a time, the clients
in a process of their own: an event is projected to cost with many what it costs with few.
"""

import json
import subprocess
import sys

FEW, MANY = 100, 400
REPEAT = 1
GOAL = 15  # per cent
PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']


def measured(cli, clients):
    output = subprocess.run([cli, 'compare', '--patterns', ','.join(PATTERNS), '--clients', str(clients), '--rate', '4',
                             '--duration', '2', '--interval', '1', '--warm-up', '0.5', '--order', 'apart',
                             '--own-process', '--repeat', str(REPEAT), '--json'],
                            check=True, stdout=subprocess.PIPE).stdout
    return {pattern['name']: pattern['cpu_us_per_event'] for pattern in json.loads(output)['patterns']}


def main():
    cli = sys.argv[3]
    few, many = measured(cli, FEW), measured(cli, MANY)
    print(f'Processor time of the server, µs an event: measured with {FEW} clients, and so projected to {MANY},')
    print(f'against measured with {MANY}. Goal: within {GOAL} %.')
    for name in PATTERNS:
        if few[name] is None or many[name] is None:
            print(f'  {name:<20} not compared: the machine could not keep up')
            continue
        off = 100 * (few[name] - many[name]) / many[name]
        print(f'  {name:<20} projected {few[name]:6.1f}, measured {many[name]:6.1f}, off by {off:+.0f} %'
              f'{"" if abs(off) <= GOAL else "  MISSED"}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
