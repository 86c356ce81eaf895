# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli at a terminal: a pseudo-terminal, and what a person would see on it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from support import BINARY, DEADLINE

try:
    import pyte
except ImportError:
    pyte = None


class Terminal:
    """The program at a terminal of 40 columns and 12 rows."""

    def __init__(self, *arguments, term='xterm', environment=None):
        self.master, self.slave = pty.openpty()
        self.set_size(40, 12)
        self.found = termios.tcgetattr(self.slave)
        self.seen = b''
        environ = {**os.environ, 'TERM': term, 'LC_ALL': 'C.UTF-8', 'INPUTRC': '/dev/null', **(environment or {})}
        self.process = subprocess.Popen([BINARY, *arguments], stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        env=environ, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        os.close(self.master)
        os.close(self.slave)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def take(self, some):
        self.seen += some

    def _read(self, patience):
        if select.select([self.master], [], [], patience)[0]:
            self.take(os.read(self.master, 65536))

    def type(self, text):
        """A terminal takes no more than the program reads, and meanwhile shows what that draws."""
        left = text.encode()
        end = time.monotonic() + DEADLINE
        while left:
            assert time.monotonic() < end, 'what is typed is not read'
            if select.select([], [self.master], [], 0.05)[1]:
                left = left[os.write(self.master, left[:1024]):]
            self._read(0)

    def wait(self, holds):
        end = time.monotonic() + DEADLINE
        while not (found := holds()):
            assert time.monotonic() < end, f'in vain waited; there is {self.text()!r}'
            self._read(0.05)
        return found

    def text(self):
        return self.seen.decode()

    def shows(self, pattern):
        return self.wait(lambda: re.search(pattern, self.text()))

    def ends(self):
        """Its status; who goes on reading does not keep it."""
        self.wait(lambda: self.process.poll() is not None)
        return self.process.returncode

    def is_as_found(self):
        return termios.tcgetattr(self.slave) == self.found


class Screen(Terminal):
    """One that understands what is sent to it."""

    def __init__(self, *arguments, **options):
        self.screen = pyte.Screen(40, 12)
        self.stream = pyte.ByteStream(self.screen)
        super().__init__(*arguments, **options)

    def take(self, some):
        super().take(some)
        self.stream.feed(some)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)

    def rows(self):
        """Down to the one the cursor is on or the last one with text, without the times."""
        rows = [re.sub(r'\d\d:\d\d:\d\d', 'TIME', row.rstrip()) for row in self.screen.display]
        while len(rows) > self.screen.cursor.y + 1 and not rows[-1]:
            rows.pop()
        return rows

    def text(self):
        return '\n'.join(self.rows())

    def cursor(self):
        """Its column, and how many rows it is above the last."""
        return self.screen.cursor.x, len(self.rows()) - 1 - self.screen.cursor.y

    def ends_with(self, *rows, cursor=None):
        """Waits until these are the last ones, the cursor where it is wanted."""
        self.wait(lambda: self.rows()[-len(rows):] == list(rows) and cursor in (None, self.cursor()))
