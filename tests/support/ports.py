# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports for those who cannot take port 0 and ask which it is."""

import contextlib
import random
import socket


def free_port():
    """One that nobody listens at, below those that the kernel gives to whoever connects:
    those could be taken again before they are used."""
    while True:
        port = random.randrange(20000, 32000)
        with contextlib.suppress(OSError), socket.create_server(('127.0.0.1', port)):
            return port
