# SPDX-License-Identifier: GPL-3.0-or-later
"""What these tests share: the way to those of the command line, and /metrics read."""

import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'cli'))

import wire  # noqa: E402


def port_of(serve, name='main'):
    return int(serve.urls[name].rstrip('/').rsplit(':', 1)[1])


def read_metrics(port):
    """{(name, pattern, rest of the labels): value}, read on a connection of its own."""
    with wire.Client(port) as client:
        _, body = client.get('/metrics')
    found = re.findall(r'^(\w+)\{pattern="([^"]*)"(?:,\w+="([^"]*)")?\} (\d+)$', body.decode(), re.M)
    return {(name, pattern, label): int(value) for name, pattern, label, value in found}


def wait_for(holds, what):
    """Asks until @holds gives something, which is given back."""
    end = time.monotonic() + wire.DEADLINE
    while not (found := holds()):
        assert time.monotonic() < end, f'in vain waited for {what}'
        time.sleep(0.01)
    return found


def wait_for_connections(port, pattern, count):
    wait_for(lambda: read_metrics(port)['roundtrip_connections', pattern, ''] == count,
             f'{count} open connections of {pattern}')
