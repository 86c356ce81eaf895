#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the window shows something, and what it costs when idle and when running.

Looks from outside: at the frame buffer of an X server of its own, and at the processor
time the kernel counts. An empty window of libadwaita is measured the same way, in turn.
"""

import mmap
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import measure

ROUNDS = 5
SETTLE = 2
IDLE = 6
DEADLINE = 20
# Fewer colours than this are a background, not yet a window with text in it.
COLOURS = 16
GOAL_START = 1.5
GOAL_IDLE = 0.05
GOAL_LANES = 5
BUTTON = 'Start all'


class Display:
    """An X server whose picture can be looked at without asking it."""

    def __init__(self, scratch):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', '1280x800x24',
             '-fbdir', scratch, '-nolisten', 'tcp'],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            self.name = ':' + answer.readline().strip()
        with open(pathlib.Path(scratch) / 'Xvfb_screen0', 'rb') as file:
            self.picture = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # The XWD file format: its header's size is the first word, the number of
        # colormap entries of 12 bytes the twentieth.
        words = struct.unpack('>25I', self.picture[:100])
        self.offset = words[0] + words[19] * 12

    def pixels(self):
        return self.picture[self.offset:]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def wait_until(condition, what):
    deadline = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(what)
        time.sleep(0.001)


def start(command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def stop(process):
    process.terminate()
    try:
        process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def first_frame(display, command):
    """Seconds from starting a program to the first picture of its window."""
    before = display.pixels()
    shown = None

    def painted():
        nonlocal shown
        if process.poll() is not None:
            raise RuntimeError(f'{command[0]} ended without a window')
        shown = time.monotonic()
        pixels = display.pixels()
        return pixels != before and len(set(memoryview(pixels).cast('I'))) >= COLOURS

    begin = time.monotonic()
    process = start(command)
    try:
        wait_until(painted, f'{command[0]} showed nothing')
    finally:
        stop(process)
    wait_until(lambda: display.pixels() == before, f'{command[0]} left something behind')
    return shown - begin


def load(process, seconds):
    """Per cent of one core."""
    cpu = -measure.processor_time(process.pid)
    begin = time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - begin
    return (cpu + measure.processor_time(process.pid)) / elapsed * 100


def verdict(value, goal, unit):
    return f'{value:.2f}{unit} ≤ {goal}{unit} ' + ('met' if value <= goal else 'MISSED')


def bench_start(display, roundtrip, empty):
    times = {'empty': [], 'roundtrip': []}
    for turn in range(ROUNDS + 1):
        for name, command in [('empty', empty), ('roundtrip', roundtrip)]:
            elapsed = first_frame(display, command)
            if turn > 0:
                times[name].append(elapsed)
    ours, theirs = (statistics.median(times[name]) for name in ('roundtrip', 'empty'))
    print(f'First frame after {ours * 1000:.0f} ms, of an empty window after '
          f'{theirs * 1000:.0f} ms: {verdict(ours / theirs, GOAL_START, "")}')


def bench_load(roundtrip, press):
    process = start(roundtrip)
    try:
        time.sleep(SETTLE)
        print(f'Stopped, of one core: {verdict(load(process, IDLE), GOAL_IDLE, " %")}')
        pressed = subprocess.run([*press, str(process.pid), BUTTON], check=False)
        if pressed.returncode == 0:
            time.sleep(SETTLE)
            print(f'All lanes at their defaults, of one core: '
                  f'{verdict(load(process, IDLE), GOAL_LANES, " %")}')
        else:
            print('All lanes: not measured, the button could not be pressed')
    finally:
        stop(process)


def main():
    source, build, roundtrip = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as scratch:
        display = Display(scratch)
        try:
            os.environ.update(DISPLAY=display.name, GDK_BACKEND='x11', GSK_RENDERER='cairo')
            # The system's Python is the one that has the accessibility bindings.
            press = ['/usr/bin/python3', str(pathlib.Path(source) / 'press.py')]
            bench_start(display, [roundtrip], [str(pathlib.Path(build) / 'empty-window')])
            bench_load([roundtrip], press)
        except (RuntimeError, OSError) as error:
            print(f'The window is left out: {error}')
        finally:
            display.stop()


def in_session(main):
    """Calls main() in this program, begun anew with a session bus and folders of its own."""
    if 'ROUNDTRIP_BENCH_SESSION' in os.environ:
        main()
        return
    for program in ('Xvfb', 'dbus-run-session'):
        if not shutil.which(program):
            print(f'The window is left out: {program} is not installed')
            return
    with tempfile.TemporaryDirectory(prefix='roundtrip-bench.') as home:
        env = os.environ | {'ROUNDTRIP_BENCH_SESSION': '1'}
        for name in ('RUNTIME_DIR', 'CONFIG_HOME', 'DATA_HOME', 'STATE_HOME', 'CACHE_HOME'):
            folder = pathlib.Path(home) / name.lower()
            folder.mkdir(mode=0o700)
            env['XDG_' + name] = str(folder)
        # What the buses and the toolkit say about this machine is not what is measured.
        subprocess.run(['dbus-run-session', '--', sys.executable, *sys.argv], env=env,
                       stderr=subprocess.DEVNULL, check=True)


if __name__ == '__main__':
    in_session(main)
