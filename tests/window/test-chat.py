# SPDX-License-Identifier: GPL-3.0-or-later
"""The chat room in the WebSocket lane: two people in the window, and others outside."""

import json
import os
import subprocess
import sys
import time
import unittest
import urllib.parse

from support import DEADLINE, Application, Focus, Tree, has_size, has_state, main, wait_for

from gi.repository import Atspi

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'interop'))
import wire  # noqa: E402

LANE = 'WebSocket'


class Room:
    """The chat view of a window."""

    def __init__(self, app):
        self.app = app
        self.lane = app.lane(LANE)
        app.click(app.wait('page tab', '^Chat$', self.lane))
        wait_for(lambda: has_size(self.field('What Ada says')), 'the chat view')

    def field(self, name):
        return self.app.wait('text', f'^{name}$', self.lane)

    def join(self, name):
        self.app.press(f'^{name} joins the room$', within=self.lane)
        self.heard(name, f'{name} joined')

    def leave(self, name):
        self.app.press(f'^{name} leaves the room$', within=self.lane)
        self.app.wait('button', f'^{name} joins the room$', self.lane)

    def log(self, name):
        return Tree(self.app.wait('log', f'^What {name} hears$', self.lane))

    def lines(self, name):
        log = self.log(name)
        log.read()
        return [name for _, name in log.names('label')]

    def heard(self, name, line):
        wait_for(lambda: line in self.lines(name), f'{name} to hear “{line}”')

    def focus(self, name):
        field = self.field(name)
        wait_for(lambda: has_state(field, Atspi.StateType.SENSITIVE), f'{name} to be ready')
        self.app.click(field)
        wait_for(lambda: has_state(field, Atspi.StateType.FOCUSED), f'the focus on {name}')

    def type(self, text):
        """Types @text, whatever has the focus."""
        subprocess.run(['xdotool', 'type', text], check=True, timeout=DEADLINE)
        self.app.key('Return')

    def say(self, name, text):
        self.focus(f'What {name} says')
        self.type(text)
        self.heard(name, f'{name}: {text}')

    def address(self):
        """Where the plain-text room is."""
        return urllib.parse.urlsplit(self.app.wait('label', r'^ws://[^/]+/$', self.lane).get_name())


def main_port(app):
    return urllib.parse.urlsplit(app.wait_address(LANE)).port


class TwoPeople(unittest.TestCase):

    def test_they_hear_each_other(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            room.join('Ben')
            room.heard('Ada', 'Ben joined')
            room.say('Ada', 'hello Ben')
            room.heard('Ben', 'Ada: hello Ben')
            room.say('Ben', 'hello Ada')
            room.heard('Ada', 'Ben: hello Ada')
            app.wait('label', '^All lanes: 2 open')

    def test_the_keyboard_alone_is_enough(self):
        with Application() as app, Focus() as focus:
            room = Room(app)
            for _ in range(60):
                if focus.where == ('button', 'Ada joins the room'):
                    break
                focus.move(app)
            app.key('space')
            room.heard('Ada', 'Ada joined')
            # Whoever has joined can talk at once, and goes on talking.
            room.type('one')
            room.heard('Ada', 'Ada: one')
            room.type('two')
            room.heard('Ada', 'Ada: two')

    def test_enter_in_the_name_of_who_is_inside_leads_to_what_is_said(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            app.click(room.lane.find_all('text', '^Name in the chat room$')[0])
            app.key('Return')
            wait_for(lambda: has_state(room.field('What Ada says'), Atspi.StateType.FOCUSED), 'the focus')
            room.type('still here')
            room.heard('Ada', 'Ada: still here')

    def test_who_comes_late_hears_what_was_said(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            room.say('Ada', 'is anybody here?')
            room.join('Ben')
            room.heard('Ben', 'Ada: is anybody here?')

    def test_they_leave_and_come_again(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            room.join('Ben')
            room.leave('Ben')
            room.heard('Ada', 'Ben left')
            self.assertFalse(has_state(room.field('What Ben says'), Atspi.StateType.SENSITIVE))
            wait_for(lambda: has_state(app.wait('button', '^Ben joins the room$', room.lane),
                                       Atspi.StateType.FOCUSED), 'the focus on what can be pressed')
            room.join('Ben')
            wait_for(lambda: room.lines('Ada').count('Ben joined') == 2, 'Ada to hear him again')

    def test_they_can_be_called_otherwise(self):
        with Application() as app:
            room = Room(app)
            names = room.lane.find_all('text', '^Name in the chat room$')
            app.click(names[1])
            app.key('ctrl+a')
            room.type('Grace')
            room.heard('Grace', 'Grace joined')
            room.say('Grace', 'good evening')

    def test_why_a_name_cannot_be_is_said_long_enough_to_be_read(self):
        with Application() as app:
            room = Room(app)
            app.type('^Name in the chat room$', room.lane, ' ')
            app.press('^Ada joins the room$', within=room.lane)
            app.wait('label', '^A name needs at least one character')
            # What was done goes by sooner.
            time.sleep(2)
            app.tree.read()
            self.assertNotEqual(app.tree.look('label', '^A name needs at least one character'), [])

    def test_the_newest_line_is_in_sight(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            room.focus('What Ada says')
            for number in range(30):
                room.type(str(number))
            room.heard('Ada', 'Ada: 29')

            def is_in_sight():
                log = room.log('Ada')
                line = log.find('label', '^Ada: 29$')
                entry = room.field('What Ada says')
                line_box = line.get_extents()
                entry_box = entry.get_extents()
                return 0 <= entry_box.y - line_box.y - line_box.height < 20
            wait_for(is_in_sight, 'the newest line above the entry')

    def test_they_leave_when_the_lane_stops(self):
        with Application() as app:
            room = Room(app)
            app.press(f'^Start {LANE}$')
            app.wait_status(LANE, 'Open')
            room.join('Ada')
            app.press(f'^Stop {LANE}$')
            app.wait('button', '^Ada joins the room$', room.lane)
            app.wait('label', '^All lanes: 0 open')


class Others(unittest.TestCase):

    def test_a_plain_websocket_at_the_chat_port_is_simply_there(self):
        with Application() as app:
            room = Room(app)
            room.join('Ada')
            with wire.Client(room.address().port) as stranger:
                stranger.open_websocket('/')
                user = f'User{stranger.address[1]}'
                room.heard('Ada', f'{user} joined')
                room.say('Ada', 'welcome')
                while stranger.frame().payload != b'Ada says: welcome':
                    pass
                stranger.send_frame(wire.TEXT, b'thank you')
                room.heard('Ada', f'{user}: thank you')
            room.heard('Ada', f'{user} left')

    def test_a_reader_of_the_channel_hears_everything(self):
        with Application() as app, wire.Client(main_port(app)) as reader:
            reader.open_stream('/channels/chat')
            room = Room(app)
            room.join('Ada')
            room.say('Ada', 'hello')
            room.leave('Ada')
            events = [reader.event() for _ in range(3)]
            self.assertEqual([(event['event'], json.loads(event['data'])) for event in events],
                             [('join', {'name': 'Ada'}), ('say', {'name': 'Ada', 'text': 'hello'}),
                              ('leave', {'name': 'Ada'})])


if __name__ == '__main__':
    main()
