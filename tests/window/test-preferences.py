# SPDX-License-Identifier: GPL-3.0-or-later
"""The preferences: what they change, when it holds, and what they say to nonsense."""

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import unittest
import urllib.parse

from support import LANES, NAMELESS, PROGRAM, Application, Atspi, Focus, has_state, main, wait_for
from ports import free_port

# The toolkit's own, which it names by what they show.
SEARCH = ('GtkImage', 'GtkSearchEntry')
CONTROLS = ('button', 'spin button', 'page tab', 'text', 'check box')


def ask(url, path, method='GET', body=None, fields=None):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
    try:
        connection.request(method, path, body, headers=fields or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError as error:
        return 0, str(error)
    finally:
        connection.close()


@contextlib.contextmanager
def serve(*arguments):
    """Another program that serves; the address of its main port."""
    command = [os.path.join(os.path.dirname(PROGRAM), 'roundtrip-cli'), 'serve', *arguments]
    for port in ('port', 'chat-port', 'stream-port'):
        command += ['--' + port, '0']
    with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as state, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                             env={**os.environ, 'XDG_STATE_HOME': state}) as process:
        try:
            yield urllib.parse.urlsplit(process.stdout.readline().split()[1])
        finally:
            process.terminate()


def is_invalid(field):
    """GTK says that the object is, newer versions that its entry is."""
    return any(has_state(field, state) for state in (Atspi.StateType.INVALID, Atspi.StateType.INVALID_ENTRY))


class Preferences:
    """The application with its preferences, opened by keyboard."""

    def __init__(self, *arguments, **options):
        self.app = Application(*arguments, **options)

    def __enter__(self):
        self.app.__enter__()
        self.url = urllib.parse.urlsplit(self.app.wait_address(LANES[0]))
        self.app.key('ctrl+comma')
        self.tree = self.app.dialog('^Preferences$')
        return self

    def __exit__(self, *reason):
        self.app.__exit__(*reason)

    def type(self, name, text):
        return self.app.type(name, self.tree, text)

    def wait(self, role, name):
        return self.app.wait(role, name, self.tree)

    def press(self, name, role='button'):
        self.app.press(name, role, self.tree)

    def ask(self, path, method='GET', body=None, **fields):
        return ask(self.url, path, method, body, fields)

    def end(self):
        self.app.terminate()
        return self.app.ended_well()


class Opening(unittest.TestCase):

    def test_every_control_has_a_name(self):
        with Preferences() as preferences:
            self.assertEqual([(role, name) for role, name in preferences.tree.focusable()
                              if role in CONTROLS and NAMELESS.match(name) and name not in SEARCH], [])
            self.assertEqual(preferences.end(), (0, ''))

    def test_no_name_is_said_twice(self):
        with Preferences() as preferences:
            names = [name for role, name in preferences.tree.focusable() if role in CONTROLS]
            self.assertEqual([name for name in names if re.fullmatch(r'(.+) \1', name)], [])

    def test_what_a_row_explains_describes_its_control(self):
        with Preferences() as preferences:
            for page, role, name, words in [
                    ('Servers', 'spin button', 'Speed', '^How much faster than real time '),
                    ('Limits', 'spin button', 'Connections at a Time', ' 0: as many as '),
                    ('Limits', 'spin button', 'Size of an Uploaded File', '^A larger one is answered 413'),
                    ('Access', 'check box', 'Let Other Machines In', '^Whoever has the access token ')]:
                preferences.press(f'^{page}$', 'page tab')
                self.assertRegex(preferences.wait(role, f'^{name}$').get_description(), words)

    def test_it_opens_once_and_closes_with_escape(self):
        with Preferences() as preferences:
            preferences.app.key('ctrl+comma')
            preferences.wait('text', '^Main$')
            self.assertEqual(preferences.app.n_windows(), 2)
            preferences.app.key('Escape')
            wait_for(lambda: preferences.app.n_windows() == 1, 'it to close')
            preferences.app.key('ctrl+comma')
            preferences.app.dialog('^Preferences$')
            preferences.app.key('ctrl+q')
            self.assertEqual(preferences.app.ended_well(), (0, ''))

    def test_the_keyboard_alone_reaches_every_control_of_a_page(self):
        with Preferences() as preferences, Focus() as focus:
            wanted = {('page tab', 'Servers'), ('page tab', 'Access'), ('text', 'Main'), ('text', 'Chat Room'),
                      ('text', 'Event Stream'), ('spin button', 'Speed')}
            focus.reach(preferences.app, wanted, 40)
            self.assertEqual(wanted - focus.reached, set())


class Ports(unittest.TestCase):

    def test_a_taken_one_is_said_in_place(self):
        with socket.create_server(('127.0.0.1', 0)) as taken, Preferences() as preferences:
            port = taken.getsockname()[1]
            entry = preferences.type('^Chat Room$', str(port))
            preferences.wait('label', f'^Port {port} is taken by another program')
            self.assertIn('is taken by another program', entry.get_description())

    def test_nonsense_is_said_in_place_and_not_kept(self):
        with Preferences() as preferences:
            for text in ['', 'http', '65536', '-1', '80 80']:
                entry = preferences.type('^Event Stream$', text)
                preferences.wait('label', '^A port is a number from 0 to 65535$')
                wait_for(lambda entry=entry: 'from 0 to 65535' in entry.get_description(), 'it to be described')
                preferences.type('^Event Stream$', '8888')
                preferences.wait('label', r'^Now it is \d+$')
                preferences.app.wait_gone('label', '^A port is', preferences.tree)

    def test_two_servers_cannot_have_one(self):
        with Preferences() as preferences:
            port = free_port()
            preferences.type('^Main$', str(port))
            preferences.wait('label', '^Changes hold once the servers restart$')
            preferences.type('^Chat Room$', str(port))
            preferences.wait('label', '^Another of these has that port already$')

    def test_a_new_one_holds_once_the_servers_restart(self):
        with Preferences() as preferences:
            app = preferences.app
            port = free_port()
            for name in ('Short polling', 'WebSocket'):
                app.press(f'^Start {name}$')
            app.wait_running(['Short polling', 'WebSocket'])
            preferences.type('^Main$', str(port))
            preferences.press('^Restart Servers$')
            app.wait_gone('button', '^Restart Servers$', preferences.tree)
            for name in LANES:
                app.lanes = {}
                app.wait('label', f'^(ws|http)://127.0.0.1:{port}/', app.lane(name))
            app.wait_running(['Short polling', 'WebSocket'])
            self.assertEqual(preferences.end(), (0, ''))


class Channels(unittest.TestCase):

    def open(self, preferences, channel):
        """Shows what is set for it, alone."""
        preferences.press('^Limits$', 'page tab')
        preferences.app.wait_still(preferences.wait('label', f'^{channel}$'))
        preferences.app.click(preferences.wait('label', f'^{channel}$'), '^Preferences$')
        preferences.app.wait_still(preferences.wait('label', f'^{channel}$'))

    def field(self, preferences, name):
        """That of the one that is open."""
        def find():
            preferences.tree.read()
            return preferences.tree.look_sized('spin button', name)
        return wait_for(find, name)[0]

    def test_what_one_remembers_changes_at_once(self):
        with Preferences() as preferences:
            for number in range(150):
                self.assertEqual(preferences.ask('/channels/prices', 'POST', str(number))[0], 201)
            self.open(preferences, 'prices')
            self.field(preferences, '^Events It Remembers$').set_value(100)
            wait_for(lambda: json.loads(preferences.ask('/channels/prices?after=0')[1])['gap'] == 50, 'the oldest to go')
            self.assertEqual(preferences.end(), (0, ''))

    def test_a_policy_is_chosen_and_kept(self):
        with Preferences(settings={}) as preferences:
            self.open(preferences, 'ticker')
            preferences.wait('label', '^The newest event takes the place of those that wait$')
            preferences.tree.read()
            choice = preferences.tree.look_sized('combo box', '^When a Reader Is Too Slow: Keep the latest$')[0]
            preferences.app.click(choice, '^Preferences$')
            preferences.wait('label', '^Disconnect it$')
            preferences.app.key('End', 'Return')
            preferences.wait('label', '^Its connection is closed, and it may come back$')
            self.field(preferences, '^Events That May Wait$').set_value(1)
            wait_for(lambda: "['ticker=disconnect,events=2']" in preferences.app.stored(), 'it to be stored')

    def test_nonsense_that_is_stored_is_nothing(self):
        with Preferences(settings={'channels': "['=', 'ticker', 'ticker=never', 'chat=wait,memory=1']"}) as preferences:
            self.open(preferences, 'ticker')
            preferences.wait('label', '^The newest event takes the place of those that wait$')
            self.assertEqual(preferences.end(), (0, ''))


class Speed(unittest.TestCase):

    def last(self, preferences):
        return json.loads(preferences.ask('/channels/ticker?after=0')[1])['next']

    def test_a_change_takes_effect_at_once(self):
        # At this speed the ticker moves every quarter of an hour.
        with Preferences('--speed', '0.001') as preferences:
            before = self.last(preferences)
            preferences.app.set_number('^Speed$', preferences.tree, 50)
            wait_for(lambda: self.last(preferences) > before + 5, 'a faster ticker')


    def test_the_one_in_force_is_shown_and_can_be_set_back(self):
        with Preferences('--speed', '0.001') as preferences:
            speed = preferences.wait('spin button', '^Speed$')
            self.assertEqual(speed.get_value(), 0.001)
            before = self.last(preferences)
            # What is stored, and what it would be without the option.
            preferences.app.set_number('^Speed$', preferences.tree, 1)
            wait_for(lambda: self.last(preferences) > before, 'a faster ticker')


class Limits(unittest.TestCase):

    def test_of_connections_holds_at_once(self):
        with Preferences() as preferences:
            self.assertEqual(preferences.ask('/hello'), (200, 'world'))
            preferences.press('^Limits$', 'page tab')
            preferences.app.set_number('^Connections at a Time$', preferences.tree, 1)
            with socket.create_connection((preferences.url.hostname, preferences.url.port)):
                wait_for(lambda: preferences.ask('/hello')[0] == 503, 'the second connection to be refused')
            preferences.app.set_number('^Connections at a Time$', preferences.tree, 0)
            wait_for(lambda: preferences.ask('/hello')[0] == 200, 'it to be taken')

    def test_of_events_holds_at_once(self):
        def ask():
            return json.loads(preferences.ask('/channels/ticker?after=0&limit=1000')[1])

        with Preferences('--speed', '100') as preferences:
            wait_for(lambda: len(ask()['events']) > 200, 'events')
            self.assertEqual(ask()['gap'], 0)
            preferences.press('^Limits$', 'page tab')
            preferences.app.set_number('^Events$', preferences.tree, 100)
            wait_for(lambda: ask()['gap'] > 0, 'events to be forgotten')


class Access(unittest.TestCase):

    def add(self, preferences, name, text):
        field = preferences.wait('text', f'^{name}$')
        preferences.app.wait_still(field)
        preferences.app.click(field, '^Preferences$')
        preferences.app.keys_of(text)
        preferences.app.key('Return')

    def test_a_listed_host_is_answered_to_until_it_is_removed(self):
        with Preferences() as preferences:
            preferences.press('^Access$', 'page tab')
            self.assertEqual(preferences.ask('/hello', Host='example.org')[0], 403)
            self.add(preferences, 'Add Host', 'Example.ORG')
            preferences.wait('button', '^Remove example.org$')
            self.assertEqual(preferences.ask('/hello', Host='example.org'), (200, 'world'))
            preferences.press('^Remove example.org$')
            preferences.app.wait_gone('button', '^Remove example.org$', preferences.tree)
            self.assertEqual(preferences.ask('/hello', Host='example.org')[0], 403)
            self.assertEqual(preferences.end(), (0, ''))

    def test_a_listed_origin_may_ask(self):
        with Preferences() as preferences:
            preferences.press('^Access$', 'page tab')
            self.add(preferences, 'Add Origin', 'https://example.org')
            preferences.wait('button', '^Remove https://example.org$')
            self.assertEqual(preferences.ask('/hello', Origin='https://example.org')[0], 200)
            self.assertEqual(preferences.ask('/hello', Origin='https://example.com')[0], 403)

    def test_nonsense_is_said_in_place(self):
        with Preferences() as preferences:
            preferences.press('^Access$', 'page tab')
            self.add(preferences, 'Add Host', 'http://example.org')
            words = 'A name or an address, without scheme and port'
            preferences.wait('label', f'^{words}$')
            field = preferences.wait('text', '^Add Host$')
            self.assertEqual(field.get_description(), words)
            self.assertTrue(is_invalid(field))
            preferences.app.keys_of('x')
            preferences.app.wait_gone('label', f'^{words}$', preferences.tree)
            self.assertEqual(field.get_description(), '')
            self.assertFalse(is_invalid(field))

    def test_other_machines_are_let_in_only_when_asked_for(self):
        with Preferences() as preferences:
            preferences.press('^Access$', 'page tab')
            switch = preferences.wait('check box', '^Let Other Machines In$')
            self.assertFalse(has_state(switch, Atspi.StateType.CHECKED))
            self.assertEqual(preferences.tree.find_all('label', '^[0-9a-f]{32}$'), [])
            switch.do_action()
            first = preferences.wait('label', '^[0-9a-f]{32}$').get_name()
            preferences.press('^Make New Access Token$')
            preferences.app.wait_gone('label', f'^{first}$', preferences.tree)
            preferences.wait('label', '^[0-9a-f]{32}$')
            preferences.press('^Restart( Restart)?$')
            preferences.app.wait_gone('button', '^Restart( Restart)?$', preferences.tree)
            with open(f'/proc/{preferences.app.process.pid}/net/tcp') as lines:
                self.assertTrue(any(f' 00000000:{preferences.url.port:04X} ' in line for line in lines))
            self.assertEqual(preferences.ask('/hello'), (200, 'world'))
            self.assertEqual(preferences.end(), (0, ''))


class Sharing(unittest.TestCase):

    def open(self, preferences):
        preferences.press('^Sharing$', 'page tab')
        preferences.wait('label', '^The channels are this program’s own$')

    def apply(self, preferences, address):
        """Types it, as a person does: what is only set is not there to be applied."""
        field = preferences.wait('text', '^Address of the Bus$')
        preferences.app.wait_still(field)
        preferences.app.click(field, '^Preferences$')
        preferences.app.key('ctrl+a', 'Delete')
        preferences.app.keys_of(address)
        preferences.app.key('Return')

    def publish(self, url, text):
        """Until it is taken: while the bus is connected to, it is not."""
        wait_for(lambda: ask(url, '/channels/news', 'POST', json.dumps(text))[0] == 201, f'{text} to be taken')

    def read(self, url):
        status, body = ask(url, '/channels/news?after=0')
        return [event['data'] for event in json.loads(body)['events']] if status == 200 else []

    def test_an_embedded_bus_joins_the_application_and_a_server(self):
        with tempfile.TemporaryDirectory(prefix='roundtrip-test-') as folder, Preferences() as preferences:
            bus = f'embedded:shared?folder={folder}'
            preferences.app.press('^Start Short polling$')
            preferences.app.wait_running(['Short polling'])
            self.open(preferences)
            self.publish(preferences.url, 'alone')
            self.apply(preferences, bus)
            preferences.wait('label', '^Shared: Embedded$')
            with serve('--bus', bus) as other:
                self.publish(preferences.url, 'together')
                wait_for(lambda: self.read(other) == ['together'], 'the server to hear the application')
                self.publish(other, 'answer')
                wait_for(lambda: self.read(preferences.url) == ['together', 'answer'], 'it to hear the server')
            preferences.app.wait_running(['Short polling'])

            self.apply(preferences, '')
            preferences.wait('label', '^The channels are this program’s own$')
            wait_for(lambda: preferences.ask('/hello')[0] == 200, 'it to serve again, where it did')
            self.assertEqual(preferences.end(), (0, ''))

    def test_what_is_no_bus_is_said_in_place_and_not_kept(self):
        with Preferences(settings={}) as preferences:
            self.open(preferences)
            self.apply(preferences, 'http://127.0.0.1/')
            preferences.wait('label', 'http')
            self.assertNotIn('bus=', preferences.app.stored())

    def test_a_broker_is_tried_before_it_is_used_and_its_password_is_in_no_setting(self):
        with Preferences(settings={}) as preferences:
            port = free_port()
            self.open(preferences)
            preferences.type('^Address of the Bus$', f'amqp://127.0.0.1:{port}')
            wait_for(lambda: preferences.press('^Test$') or preferences.tree.find('label', f'127.0.0.1:{port}'),
                     'it to say what fails')
            preferences.wait('label', '^The channels are this program’s own$')

            self.apply(preferences, f'amqp://me:se%40cret@127.0.0.1:{port}')
            preferences.app.wait_gone('label', '^The channels are this program’s own$', preferences.tree)
            wait_for(lambda: f"bus='amqp://me@127.0.0.1:{port}'" in preferences.app.stored(), 'it to be stored')
            self.assertNotIn('cret', preferences.app.stored())
            wait_for(lambda: preferences.ask('/hello')[0] == 200, 'it to serve without the broker')


class Stored(unittest.TestCase):

    def test_nonsense_is_survived(self):
        nonsense = {'port': '99999', 'chat-port': "'x'", 'speed': '-1.0', 'max-connections': '1e9',
                    'channel-events': '0', 'channel-bytes': '1', 'allowed-hosts': "['a:b:c/', 'example.org', '']",
                    'allowed-origins': "['null']", 'listen-all': 'true', 'access-token': "'short'",
                    'window-size': '(0, -5)', 'bus': "'http://127.0.0.1'"}
        with Preferences(settings=nonsense) as preferences:
            preferences.app.wait('label', 'http://127.0.0.1')
            self.assertEqual(preferences.wait('spin button', '^Speed$').get_value(), 1)
            self.assertEqual(preferences.ask('/hello', Host='example.org'), (200, 'world'))
            preferences.press('^Access$', 'page tab')
            preferences.wait('label', '^[0-9a-f]{32}$')
            self.assertEqual(preferences.end(), (0, ''))


if __name__ == '__main__':
    main()
