# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benches measure with: processor time, memory, the machine they ran on."""

import contextlib
import os
import pathlib
import platform
import time


def processor_time(pid):
    """Seconds of processor time of all threads of a process, to the nanosecond."""
    # clock_getcpuclockid(3) of another process: CPUCLOCK_SCHED is 2.
    return time.clock_gettime((~pid << 3) | 2)


def resident_bytes(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) * 1024
    return 0


def children(pid):
    text = pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text()
    return [int(child) for child in text.split()]


def machine():
    model = 'unknown processor'
    for line in pathlib.Path('/proc/cpuinfo').read_text().splitlines():
        if line.startswith('model name'):
            model = line.split(':', 1)[1].strip()
            break
    load = os.getloadavg()[0]
    return (f'{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, '
            f'load {load:.1f} when it began')


@contextlib.contextmanager
def processor(place):
    """Programs started within get a processor by themselves: servers the first, readers
    and this program the others. Without that the figures depend on where they landed."""
    everywhere = os.sched_getaffinity(0)
    first, *others = sorted(everywhere)
    if others:
        os.sched_setaffinity(0, {first} if place == 'server' else others)
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)
