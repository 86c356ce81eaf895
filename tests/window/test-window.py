# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a whole: its ends, its ports, its peers, and whom it leaves out."""

import contextlib
import re
import socket
import subprocess
import unittest
import urllib.parse

from gi.repository import GLib

from support import (DEADLINE, LANES, NAMELESS, PROGRAM, Application, Focus, Tree, has_size, main,
                     wait_for)

# The window manager's keys are for these.
TITLE_BUTTONS = ('Minimize', 'Maximize', 'Close')
# What is in them has names.
CONTAINERS = ('scroll pane', 'list', 'table row', 'filler')
CONTROLS = ('button', 'spin button', 'page tab', 'text')


class Ends(unittest.TestCase):

    def start_everything(self, app):
        for name in LANES:
            app.set_number('^Number of clients$', app.lane(name), 10)
        app.press('^Start all$')
        app.wait_running()

    def test_closed_while_everything_runs(self):
        with Application() as app:
            self.start_everything(app)
            app.press('^Close$')
            self.assertEqual(app.ended_well(), (0, ''))

    def test_terminated_while_everything_runs(self):
        with Application() as app:
            self.start_everything(app)
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_closed_while_everything_starts(self):
        with Application() as app:
            app.press('^Start all$')
            app.press('^Close$')
            self.assertEqual(app.ended_well(), (0, ''))

    def test_closed_before_anything_was_started(self):
        with Application() as app:
            app.press('^Close$')
            self.assertEqual(app.ended_well(), (0, ''))

    def test_opened_again_while_it_ends(self):
        with Application(unique=True) as app:
            for _ in range(2):
                self.start_everything(app)
                app.call(('org.gtk.Actions', 'Activate',
                          GLib.Variant('(sava{sv})', ('quit', [], {}))),
                         ('org.freedesktop.Application', 'Activate',
                          GLib.Variant('(a{sv})', ({},))))
                app.meet_window()
            app.press('^Start all$')
            app.wait_running()
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


class CommandLine(unittest.TestCase):

    def run_program(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              timeout=DEADLINE)
        return done.returncode, done.stdout + done.stderr

    def test_what_is_neither_option_nor_file_is_refused(self):
        status, said = self.run_program('foo')
        self.assertEqual((status, said.count('\n')), (2, 1))
        self.assertIn('“foo”', said)
        status, said = self.run_program('--bogus')
        self.assertEqual(status, 2)
        self.assertIn('--bogus', said)
        self.assertIn('roundtrip --help', said)

    def test_one_that_is_open_says_that_it_takes_no_options(self):
        with Application(unique=True) as app:
            status, said = self.run_program('--port', '4321')
            self.assertEqual(status, 1)
            self.assertIn('--new-instance', said)
            self.assertEqual(self.run_program(), (0, ''))
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


class Ports(unittest.TestCase):

    def test_a_taken_port_makes_it_take_the_next(self):
        with socket.create_server(('127.0.0.1', 0)) as taken:
            port = taken.getsockname()[1]
            with Application('--port', port) as app:
                notice = app.wait('alert', f'^Port {port} is taken; port ').get_name()
                used = re.fullmatch(r'Port \d+ is taken; port (\d+) is used instead\.', notice)[1]
                for name in LANES:
                    self.assertIn(f':{used}/', app.wait_address(name))
                app.press('^Start WebSocket$')
                app.wait_running(['WebSocket'])
                app.press('^Close this notice$')
                app.wait_gone('alert', '')


class Trouble(unittest.TestCase):

    def test_a_lane_that_is_refused_says_why_and_when_it_tries_again(self):
        # Files for a few connections only, which strangers hold.
        with Application(files=160) as app, contextlib.ExitStack() as strangers:
            lane = app.lane('Server-sent events')
            url = urllib.parse.urlsplit(app.wait_address('Server-sent events'))
            for _ in range(40):
                stranger = strangers.enter_context(socket.create_connection((url.hostname, url.port)))
                stranger.sendall(f'GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\n'
                                 'Accept: text/event-stream\r\n\r\n'.encode())

            app.press('^Start Server-sent events$')
            app.wait_status('Server-sent events', 'Retrying')
            app.wait('label', r'^Tries again in \d+ s$', lane)
            app.wait('label', 'answered 503 .* instead of an event stream', lane)

            strangers.close()
            app.wait_running(['Server-sent events'])
            app.wait_gone('label', 'answered 503', lane)


class Traffic(unittest.TestCase):

    def test_keys_lead_to_it_and_back(self):
        with Application() as app:
            app.key('alt+2')
            app.wait('label', '^Nobody is connected$')
            app.key('alt+1')
            app.wait_address('Server-sent events')

    def test_a_stranger_is_a_row_that_counts(self):
        with Application() as app, socket.socket() as stranger:
            url = urllib.parse.urlsplit(app.wait_address('Server-sent events'))
            app.press('^Traffic$', 'page tab')
            app.wait('label', '^Nobody is connected$')
            stranger.connect((url.hostname, url.port))
            stranger.sendall(f'GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nUser-Agent: '
                             'Stranger/7.5\r\nAccept: text/event-stream\r\n\r\n'.encode())
            address = '{}:{}'.format(*stranger.getsockname())

            def cells():
                label = app.tree.find('label', '^Stranger/7.5$')
                row = label and Tree(label.get_parent().get_parent())
                return row and [found.get_name() for found in row.find_all('label', '')]

            first = wait_for(lambda: (lambda row: row and row[7] not in ('0', '–') and row)(cells()),
                             'a row with events')
            self.assertEqual(first[:3], [address, 'Stranger/7.5', 'Server-sent events'])
            self.assertEqual(first[4:6], ['–', '1'], 'still there, one request')
            wait_for(lambda: (cells() or first)[7:] != first[7:], 'its counters to change')
            stranger.close()
            wait_for(lambda: re.match(r'\d\d:\d\d:\d\d$', (cells() or first)[4]), 'when it left')

    def test_who_asked_once_can_still_be_seen(self):
        with Application() as app:
            url = urllib.parse.urlsplit(app.wait_address('Server-sent events'))
            app.press('^Traffic$', 'page tab')
            app.wait('label', '^Nobody is connected$')
            with socket.create_connection((url.hostname, url.port)) as stranger:
                stranger.sendall(f'GET /hello HTTP/1.1\r\nHost: {url.netloc}\r\nUser-Agent: '
                                 'Stranger/7.6\r\nConnection: close\r\n\r\n'.encode())
            app.wait('label', '^Stranger/7.6$')


class Wheel(unittest.TestCase):

    def scrolls_by(self, app, field):
        """By how much the page scrolls that @field is on when the wheel turns over it."""
        before = app.place(field)
        app.wheel(field)
        after = wait_for(lambda: (lambda now: now != before and now)(app.place(field)),
                         'the page to scroll')
        self.assertEqual(after[0], before[0], 'it goes up, not aside')
        return before[1] - after[1]

    def test_over_a_number_it_scrolls_the_page(self):
        with Application() as app:
            app.resize(700, 500)
            clients = app.wait('spin button', '^Number of clients$', app.lane('Request–response'))
            self.assertGreater(self.scrolls_by(app, clients), 0)
            self.assertEqual(clients.get_value(), 1)

    def test_over_a_number_with_the_focus_it_changes_that(self):
        with Application() as app, Focus() as focus:
            app.set_number('^Number of clients$', app.lane('Request–response'), 9)
            clients = app.wait('spin button', '^Number of clients$', app.lane('Request–response'))
            # Not into the middle: there may be the button that lowers it.
            app.click(clients, share=0.3)
            wait_for(lambda: focus.where == ('spin button', 'Number of clients'), 'the focus to be there')
            self.assertEqual(clients.get_value(), 9)
            app.wheel(clients)
            wait_for(lambda: clients.get_value() < 9, 'a lower number')


class Narrow(unittest.TestCase):

    def test_the_wheel_scrolls_a_lane_and_turns_no_page(self):
        with Application() as app:
            app.resize(400, 400)
            toggle = app.wait('button', '^Start Request–response$')
            before = app.place(toggle)
            app.wheel(toggle)
            after = wait_for(lambda: (lambda now: now != before and now)(app.place(toggle)),
                             'the lane to scroll')
            self.assertEqual(after[0], before[0], 'the page it is on')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_nothing_changes_its_place_under_a_held_button(self):
        def is_swiped():
            first, second = (app.place(app.wait('button', f'^Start {name}$')) for name in LANES[:2])
            return first[1] == second[1]

        with Application() as app:
            app.resize(700, 800)
            app.hold(app.wait('label', '^One question, one answer.$'))
            app.resize(400, 800)
            for _ in range(5):
                self.assertFalse(is_swiped())
                app.tree.nodes = []
            app.let_go()
            wait_for(is_swiped, 'lanes to be swiped')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_all_lanes_start_and_stop(self):
        with Application() as app:
            app.resize(400, 800)
            app.press('^Start all$')
            app.wait_running()
            app.resize(1200, 800)
            app.resize(360, 640)
            app.press('^Stop all$')
            for name in LANES:
                app.wait_status(name, 'Stopped')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


class Everybody(unittest.TestCase):

    def assert_named(self, app):
        self.assertEqual([(role, name) for role, name in app.tree.focusable()
                          if role not in CONTAINERS and NAMELESS.match(name)], [])
        # Newer versions keep the names of these to themselves.
        self.assertEqual(app.tree.look('status bar', ''), [])

    def test_every_control_has_a_name(self):
        with Application() as app:
            self.assert_named(app)
            app.press('^Start all$')
            app.wait_running()
            self.assert_named(app)
            app.press('^Traffic$', 'page tab')
            app.wait('label', '^WebSocket$')
            self.assert_named(app)

    def test_the_keyboard_alone_starts_and_stops(self):
        with Application() as app:
            app.key('ctrl+r')
            app.wait_running()
            app.key('ctrl+r')
            for name in LANES:
                app.wait_status(name, 'Stopped')
            app.key('ctrl+q')
            self.assertEqual(app.ended_well(), (0, ''))

    def test_the_keyboard_alone_reaches_every_control(self):
        with Application() as app, Focus() as focus:
            app.press('^Start all$')
            app.wait_running()
            wanted = {(role, name) for role, name in app.tree.focusable(sized=True)
                      if role in CONTROLS and name not in TITLE_BUTTONS}
            focus.reach(app, wanted, len(wanted) * 2)
            self.assertEqual(wanted - focus.reached, set())


if __name__ == '__main__':
    main()
