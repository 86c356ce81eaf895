# SPDX-License-Identifier: GPL-3.0-or-later
"""The smaller windows, the menu, and what can be asked of the application from outside."""

import os
import re
import subprocess
import unittest
import urllib.parse

from gi.repository import Atspi, Gio, GLib

from accessible import ask_names
from support import DEADLINE, ID, LANES, PROGRAM, Application, find_frame, main, wait_for

ITEMS = ['Open Web Page', 'Preferences', 'Keyboard Shortcuts', 'About Roundtrip', 'Quit']


class Activated(Application):
    """The application as the bus starts it, by the service file that is installed."""

    def __init__(self):
        super().__init__('--version', meet=False)
        self.process.wait(DEADLINE)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        folder = os.path.join(os.environ['XDG_DATA_HOME'], 'dbus-1', 'services')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(os.path.dirname(PROGRAM), '../data', f'{ID}.service')) as lines:
            service = re.sub(r'(?m)^Exec=\S+', f'Exec={os.path.abspath(PROGRAM)}', lines.read())
        with open(os.path.join(folder, f'{ID}.service'), 'w') as lines:
            lines.write(service)
        self.ask('ReloadConfig')
        self.ask('UpdateActivationEnvironment', GLib.Variant('(a{ss})', ({
            'DISPLAY': os.environ['DISPLAY'], 'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo', 'LC_ALL': 'C.UTF-8',
            'GSETTINGS_BACKEND': 'memory', 'XDG_STATE_HOME': self.home},)))

    def ask(self, method, arguments=None):
        return self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method,
                                  arguments, None, 0, -1)

    def is_there(self):
        return self.ask('NameHasOwner', GLib.Variant('(s)', [ID])).unpack()[0]

    def activate(self, action):
        self.bus.call_sync(ID, '/' + ID.replace('.', '/'), 'org.freedesktop.Application', 'ActivateAction',
                           GLib.Variant('(sava{sv})', (action, [], {})), None, 0, DEADLINE * 1000)
        self.pid = self.ask('GetConnectionUnixProcessID', GLib.Variant('(s)', [ID])).unpack()[0]

    def _find_frame(self):
        return find_frame(self.pid)


class Shortcuts(unittest.TestCase):

    def test_the_keyboard_opens_and_closes_them(self):
        with Application() as app:
            app.key('ctrl+question')
            shortcuts = app.dialog('^Keyboard Shortcuts$')
            for name in ['Start or Stop All Lanes', 'Preferences', 'Keyboard Shortcuts', 'Main Menu', 'Close Window',
                         'Quit']:
                app.wait('label', f'^{name}$', shortcuts)
            app.key('Escape')
            wait_for(lambda: app.n_windows() == 1, 'it to close')
            app.key('ctrl+w')
            self.assertEqual(app.ended_well(), (0, ''))


def wait_for_menu(app):
    """Opens the menu; its items by name. GTK 4.18 tells no names: there they go by order."""
    app.key('F10')

    def items():
        app.tree.read()
        nodes = app.tree.find_all('menu item', '')
        names = ask_names(nodes)
        return len(nodes) >= len(ITEMS) and (names == ITEMS or not any(names)) and dict(zip(ITEMS, nodes, strict=True))
    return wait_for(items, f'a menu of {ITEMS}')


def show_about(app):
    wait_for_menu(app)['About Roundtrip'].do_action()


class Menu(unittest.TestCase):

    def test_it_has_what_users_look_for_in_the_usual_order(self):
        with Application() as app:
            self.assertEqual(len(wait_for_menu(app)), len(ITEMS))

    def test_about_says_version_and_what_a_report_needs(self):
        with Application() as app:
            url = urllib.parse.urlsplit(app.wait_address(LANES[0]))
            show_about(app)
            about = app.dialog('^About')
            app.wait('label', '^Roundtrip$', about)
            app.wait('label', r'^\d+\.\d+\.\d+$', about)
            for name in ['Troubleshooting', 'Credits', 'Legal']:
                app.wait('list item', f'^{name}$', about)
            app.key('Escape')
            wait_for(lambda: app.n_windows() == 1, 'it to close')
            show_about(app)
            about = app.dialog('^About')
            # Newer libadwaita makes a page when it is visited.
            for name in ['Troubleshooting', 'Debugging Information']:
                app.click(app.wait('list item', f'^{name}$', about), '^About')

            def debug_info():
                about.read()
                texts = [node.get_text() for role, node in about.nodes if role == 'text']
                return next((text for text in texts if text.startswith('Roundtrip ')), None)
            text = wait_for(debug_info, 'debug information')
            self.assertIn(f'main: http://127.0.0.1:{url.port}/', text)
            for name in ['GLib', 'GTK', 'libadwaita', 'libsoup', 'JSON-GLib', 'Display: ', 'Renderer: ']:
                self.assertIn(name, text)
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


class Ends(unittest.TestCase):

    def test_with_any_of_them_open(self):
        for keys, title in [(['ctrl+comma'], '^Preferences$'), (['ctrl+question'], '^Keyboard Shortcuts$')]:
            with Application() as app:
                app.key(*keys)
                app.dialog(title)
                app.terminate()
                self.assertEqual(app.ended_well(), (0, ''), title)

    def test_by_the_keys_that_are_listed(self):
        for title, show in [('^Keyboard Shortcuts$', lambda app: app.key('ctrl+question')), ('^About', show_about)]:
            with Application() as app:
                show(app)
                app.dialog(title)
                app.key('ctrl+w')
                wait_for(lambda app=app: app.n_windows() == 1, f'{title} to close')
            with Application() as app:
                show(app)
                app.dialog(title)
                app.key('ctrl+q')
                self.assertEqual(app.ended_well(), (0, ''), title)


class FromOutside(unittest.TestCase):

    def test_start_all_lanes_of_one_that_is_open(self):
        with Application(unique=True) as app:
            done = subprocess.run([PROGRAM, '--start-all'], capture_output=True, text=True, timeout=DEADLINE)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''))
            app.wait_running()
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_start_all_lanes_of_one_that_is_not(self):
        with Application('--start-all') as app:
            app.wait_running()

    def test_the_bus_starts_it_for_an_action(self):
        with Activated() as app:
            app.activate('start-all')
            app.meet_window()
            app.wait_running()
            app.key('ctrl+q')
            wait_for(lambda: not app.is_there(), 'it to end')

    def test_the_web_page_opens_in_a_browser(self):
        # Whatever opens web pages here: a program that only tells what it was given.
        home = os.environ['XDG_DATA_HOME']
        told = os.path.join(home, 'told')
        os.makedirs(os.path.join(home, 'applications'), exist_ok=True)
        with open(os.path.join(home, 'applications', 'teller.desktop'), 'w') as lines:
            lines.write(f'[Desktop Entry]\nType=Application\nName=Teller\nExec=sh -c "echo $0 > {told}" %u\n'
                        'MimeType=x-scheme-handler/http;text/html;\n')
        with open(os.path.join(home, 'applications', 'mimeapps.list'), 'w') as lines:
            lines.write('[Default Applications]\nx-scheme-handler/http=teller.desktop\n')
        with Application() as app:
            url = urllib.parse.urlsplit(app.wait_address(LANES[0]))
            wait_for_menu(app)['Open Web Page'].do_action()
            wait_for(lambda: os.path.exists(told) and os.path.getsize(told) > 0, 'a page to be opened')
            with open(told) as lines:
                self.assertEqual(lines.read().strip(), f'http://127.0.0.1:{url.port}/')


if __name__ == '__main__':
    main()
