#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Presses a button of a running application through its accessible tree: press.py PID NAME"""

import sys
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

DEADLINE = 20


def find(node, name, depth=0):
    if node is None or depth > 40:
        return None
    if node.get_name() == name and node.get_n_actions() > 0:
        return node
    for i in range(node.get_child_count()):
        if found := find(node.get_child_at_index(i), name, depth + 1):
            return found
    return None


def main():
    pid, name = int(sys.argv[1]), sys.argv[2]
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is None or application.get_process_id() != pid:
                continue
            if button := find(application, name):
                return 0 if button.do_action(0) else 1
        time.sleep(0.2)
    print(f'no button "{name}" within {DEADLINE} s', file=sys.stderr)
    return 1


if __name__ == '__main__':
    sys.exit(main())
