# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that compares patterns: what is to be compared, the run, what came of it, and the
files it is kept in."""

import contextlib
import json
import os
import pathlib
import re
import struct
import tempfile
import time
import unittest
from xml.etree import ElementTree

import gi

from support import Application, Tree, ask_names, main, wait_for

gi.require_version('Gdk', '4.0')
from gi.repository import Gdk, GLib  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORTS = ROOT / 'data/reports'
MENU = ('Open…', 'Save…', 'Lay Another Beside…', 'JSON…', 'CSV…', 'Markdown…', 'PNG…', 'SVG…',
        'Copy as Markdown', 'Print…')
CHARTS = ('Bytes per event', 'Latency', 'Staleness', 'Connections', 'CPU per event', 'The fewest bytes')


def items(app):
    """The items of the menu that is open, by name. GTK 4.18 tells no names: there they go by order."""
    app.tree.read()
    nodes = app.tree.look_sized('menu item', '')
    told = ask_names(nodes)
    return len(nodes) == len(MENU) and (told == list(MENU) or not any(told)) and dict(zip(MENU, nodes, strict=True))


def choose(app, name):
    app.press('^Open, save, export$')
    wait_for(lambda: items(app), f'a menu of {MENU}')[name].do_action()


def is_whole(path):
    """Nothing is added to it any more."""
    size = path.stat().st_size
    time.sleep(0.1)
    return size > 0 and path.stat().st_size == size


def save(app, item, name):
    """What the file has that @item of the menu writes."""
    path = pathlib.Path(app.home, name)
    choose(app, item)
    app.choose_file(path, 'Save')
    wait_for(lambda: path.exists() and is_whole(path), f'{name} to be written')
    return path.read_bytes()


def png_size(data):
    """RFC 2083 section 4.1.1; what is cut off has no end."""
    assert data.startswith(b'\x89PNG\r\n\x1a\n') and data.endswith(b'IEND\xaeB`\x82')
    return struct.unpack('>II', data[16:24])


def matches_schema(result):
    """As far as can be told without the module that knows all of it, which tests of the lab use."""
    schema = json.loads((ROOT / 'data/roundtrip-result.schema.json').read_text())
    fixed = {name: kind['const'] for name, kind in schema['properties'].items() if 'const' in kind}
    return (set(schema['required']) <= set(result) <= set(schema['properties'])
            and all(result[name] == value for name, value in fixed.items())
            and all(set(schema['$defs']['pattern']['required']) <= set(each) for each in result['patterns']))


def launch(app, path):
    """As a launcher does for a file whose type is the program's: it is there, or begins for it."""
    app.call(('org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([path.as_uri()], {}))))


def copied():
    """The text that is on the clipboard of this display."""
    got = []

    def on_read(clipboard, result):
        try:
            got.append(clipboard.read_text_finish(result))
        except GLib.Error:
            # Nobody has copied anything yet.
            got.append('')
    Gdk.Display.open(os.environ['DISPLAY']).get_clipboard().read_text_async(None, on_read)
    return wait_for(lambda: got, 'the clipboard')[0] or ''


class Shown(unittest.TestCase):

    def setUp(self):
        self.path = REPORTS / 'abril-2017.roundtrip'
        self.result = json.loads(self.path.read_text())

    def assert_exports(self, app):
        exported = json.loads(save(app, 'JSON…', 'a.json'))
        self.assertEqual(kept(exported['runs'], self.result['runs']), self.result['runs'])
        self.assertTrue(matches_schema(exported))
        self.assertIn(b'\r\nwebsocket,websocket,latency_us.p50,us,1,', save(app, 'CSV…', 'a.csv'))
        self.assertRegex(save(app, 'Markdown…', 'a.md').decode(), r'\n\| Latency, median \|.*\|\n')
        width, height = png_size(save(app, 'PNG…', 'a.png'))
        self.assertEqual((width, height > width / 2), (2240, True))
        self.assertEqual(ElementTree.fromstring(save(app, 'SVG…', 'a.svg')).tag, '{http://www.w3.org/2000/svg}svg')

    def assert_prints(self, app):
        """Into the file that the toolkit prints to where there is no printer: where the program is."""
        choose(app, 'Print…')
        dialog = app.dialog('^Print$')
        app.click(app.wait('label', '^Print to File$', dialog), title='^Print$')
        app.press('Print$', within=dialog)
        wait_for(lambda: app.n_windows() == 1, 'the dialog to close')
        printed = pathlib.Path('output.pdf')
        wait_for(lambda: printed.exists() and is_whole(printed), 'the file to be printed')
        data = printed.read_bytes()
        self.assertTrue(data.startswith(b'%PDF-') and data.rstrip().endswith(b'%%EOF'))
        self.assertGreater(len(re.findall(rb'/Type /Page\b', data)), 1)

    def assert_keeps_what_matters(self, app):
        """It is in what is saved, and there again with what is opened."""
        latest = app.wait('spin button', '^Latest$')
        app.set_number('^Latest$', None, 0.25)
        needs = {'save': 'bytes', 'latest_s': 0.25, 'traits': []}
        self.assertEqual(json.loads(save(app, 'JSON…', 'b.json'))['needs'], needs)
        saved = json.loads(save(app, 'Save…', 'again.roundtrip'))
        self.assertEqual(kept(saved['runs'], self.result['runs']), self.result['runs'])
        self.assertEqual(saved['needs'], needs)
        app.set_number('^Latest$', None, 7)
        choose(app, 'Open…')
        app.choose_file(pathlib.Path(app.home, 'again.roundtrip'), 'Open', opens=True)
        wait_for(lambda: latest.get_value() == 0.25, 'what matters to be as it was saved')

    def test_a_file_is_answer_numbers_and_pictures_and_becomes_other_files(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), Application(self.path) as app:
            app.wait('label', '^Recommended: ')
            app.wait('panel', r'^Server-sent events, Bytes per event: \d+ B, best$')
            app.wait('panel', r'^polling, Bytes per event: [\d.]+ kB, worst$')
            for name in CHARTS:
                app.wait('image', f'^{name}$')
            app.wait('label', '^Projected, not measured')
            app.wait('label', '^Alexis Abril')
            app.press('^Conditions$')
            app.wait('label', '\nNetwork: within the machine, ')
            self.assert_exports(app)
            choose(app, 'Copy as Markdown')
            wait_for(lambda: re.search(r'\n\| Latency, median \|.*\|\n', copied()), 'the report on the clipboard')
            self.assert_prints(app)
            self.assert_keeps_what_matters(app)
            choose(app, 'Lay Another Beside…')
            app.choose_file(pathlib.Path(app.home, 'again.roundtrip'), 'Open', opens=True)
            app.wait('label', '^Beside it, below each number, with how much more or less it is: ')

    def test_what_a_launcher_opens_is_shown_and_what_is_no_result_says_so(self):
        """Two files side by side; then what the session bus hands over; then files of strangers."""
        with Application(self.path, REPORTS / 'default.roundtrip', unique=True) as app:
            app.wait('label', '^Beside it, below each number, with how much more or less it is: ')
            app.wait('panel', r'^WebSocket, Clients: 1, 10 \(\+900 %\)$')

            launch(app, REPORTS / 'default.roundtrip')
            app.wait('label', r'^Clients: 10 each\. ')
            app.wait_gone('label', '^Beside it, below each number, with how much more or less it is: ')

            wrong = pathlib.Path(app.home, 'wrong.roundtrip')
            wrong.write_text('{"format": "other"}')
            launch(app, wrong)
            app.wait('label', '^This is no result of Roundtrip')

            plan = json.loads((REPORTS / 'default.roundtrip').read_text())
            plan['runs'] = []
            plan['experiment']['clients'] = 77
            plan['experiment']['contestants'].append({
                'name': 'bus', 'pattern': 'publish-subscribe', 'bus': f'embedded:jobs?folder={app.home}'})
            foreign = pathlib.Path(app.home, 'foreign.roundtrip')
            foreign.write_text(json.dumps(plan))
            launch(app, foreign)
            app.wait('label', 'the file chooses the folder of a database')
            self.assertNotEqual(app.wait('spin button', '^Clients$').get_value(), 77)


def kept(runs, original):
    """What @runs tell of all that @original tells: a newer version may tell more."""
    return [{name: run.get(name) for name in before} for run, before in zip(runs, original, strict=True)]


def show_page(app):
    """What is found before it is in sight would not hear a key."""
    app.press('^Compare$', 'page tab')
    wait_for(lambda: app.tree.find('button', '^Run$') and app.tree.look_sized('button', '^Run$'), 'the page in sight')


def numbers(row):
    """The figures of a contestant that runs, by what they are called."""
    row.read()
    return dict(name.split(': ', 1) for _, name in row.names('panel') if name and ': ' in name)


class Run(unittest.TestCase):

    @staticmethod
    def set_up(app, duration=600):
        show_page(app)
        app.set_number('^Duration$', None, duration)
        app.set_number('^Clients$', None, 2)
        app.set_number('^Events a second$', None, 20)
        app.set_number('^Warm-up$', None, 0)

    def wait_events(self, app, pattern):
        """Until events come, and what else is shown of them; a little later it is more."""
        # A lane of the dashboard has that name as well.
        row = wait_for(lambda: next((tree for node in app.tree.find_all('panel', f'^{pattern}$')
                                     if 'Behind' in numbers(tree := Tree(node))), None), f'a row of {pattern}')
        first = wait_for(lambda: (shown := numbers(row)).get('Events', '–') not in '–0' and shown, f'events of {pattern}')
        self.assertEqual(set(first), {'Latency', 'Behind', 'Events', 'Bytes'})
        wait_for(lambda: int(numbers(row)['Events']) > int(first['Events']), f'more events of {pattern}')
        wait_for(lambda: numbers(row)['Latency'].endswith('s') and numbers(row)['Bytes'].endswith('B'), 'its figures')

    def test_what_runs_is_seen_cancelled_and_run_again_and_ends_with_the_window(self):
        with Application() as app:
            self.set_up(app)
            # The second press of a double click is not for the button that is there by then.
            app.double_click(app.wait('button', '^Run$'))
            app.wait('label', 'min left$')
            for pattern in ('Short polling', 'Long polling', 'Server-sent events', 'WebSocket'):
                self.wait_events(app, pattern)
            app.wait('button', '^Cancel$')
            # Twice in the same place, but no double click: that is within 0.4 s.
            time.sleep(0.5)
            app.click_again()
            app.wait('label', r'^Clients: 2 each\. .* Cancelled after ')
            app.wait_gone('label', 'Cancelled.*Cancelled|^It was cancelled')
            app.wait('button', '^Run$')
            time.sleep(0.5)
            app.click_again()
            app.wait('label', 'min left$')
            app.key('Escape')
            app.wait('button', '^Run$')
            app.press('^Run$')
            app.wait('label', 'min left$')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_ctrl_enter_runs_what_is_shown_until_something_else_is_set(self):
        with Application() as app:
            self.set_up(app, 1)
            app.key('ctrl+Return')
            app.wait('label', r'^Clients: 2 each\. .*Measured: 1 s')
            # A machine that could not keep up with it says so, and compares nothing.
            wait_for(lambda: app.tree.find('panel', '^Short polling, Bytes per event: ')
                     or app.tree.find('label', '^Not compared: Short polling'), 'figures, or why there are none')
            app.wait_gone('button', '^Run Again$')
            app.set_number('^Clients$', None, 1)
            app.press('^Run Again$')
            app.wait('label', r'^Clients: 1 each\. ')
            app.wait_gone('button', '^Run Again$')
            self.choose_preset(app)
            app.wait('label', '^These numbers are of other settings')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def choose_preset(self, app):
        row = app.wait('combo box', '^Workload$')
        app.wait_still(row)
        app.click(row)
        app.wait_still(app.wait('label', '^Five updates, four ways$'))
        app.key('Down', 'Return')
        wait_for(lambda: app.wait('spin button', '^Duration$').get_value() == 5, 'its duration')
        self.assertEqual(app.wait('spin button', '^Clients$').get_value(), 1)
        app.wait('label', 'every 250 ms$')


if __name__ == '__main__':
    main()
