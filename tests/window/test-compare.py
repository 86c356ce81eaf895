# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that compares patterns: what is to be compared, the run, what came of it, and the
files it is kept in."""

import json
import pathlib
import struct
import time
import unittest
from xml.etree import ElementTree

from support import Application, ask_names, main, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORTS = ROOT / 'data/reports'
MENU = ('Open…', 'Save…', 'Compare With…', 'JSON…', 'CSV…', 'Markdown…', 'PNG…', 'SVG…', 'Copy as Markdown', 'Print…')
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


class Shown(unittest.TestCase):

    def setUp(self):
        self.path = REPORTS / 'abril-2017.roundtrip'
        self.result = json.loads(self.path.read_text())

    def assert_exports(self, app):
        exported = json.loads(save(app, 'JSON…', 'a.json'))
        self.assertEqual(exported['runs'], self.result['runs'])
        self.assertTrue(matches_schema(exported))
        self.assertIn(b'\r\nwebsocket,websocket,latency_us.p50,us,1,', save(app, 'CSV…', 'a.csv'))
        self.assertRegex(save(app, 'Markdown…', 'a.md').decode(), r'\n\| Latency, median \|.*\|\n')
        width, height = png_size(save(app, 'PNG…', 'a.png'))
        self.assertEqual((width, height > width / 2), (2240, True))
        self.assertEqual(ElementTree.fromstring(save(app, 'SVG…', 'a.svg')).tag, '{http://www.w3.org/2000/svg}svg')

    def test_a_file_is_answer_numbers_and_pictures_and_becomes_other_files(self):
        with Application(self.path) as app:
            app.wait('label', '^Recommended: ')
            app.wait('panel', '^Server-sent events, Bytes per event: 151 B, best$')
            app.wait('panel', '^polling, Bytes per event: 1.33 kB, worst$')
            for name in CHARTS:
                app.wait('image', f'^{name}$')
            app.wait('label', '^Projected, not measured')
            app.wait('label', '^Alexis Abril')
            self.assert_exports(app)
            self.assertEqual(json.loads(save(app, 'Save…', 'again.roundtrip'))['runs'], self.result['runs'])
            choose(app, 'Compare With…')
            app.choose_file(pathlib.Path(app.home, 'again.roundtrip'), 'Open', opens=True)
            app.wait('label', '^Beside it, below each number: ')

    def test_two_files_are_laid_side_by_side(self):
        with Application(self.path, REPORTS / 'default.roundtrip') as app:
            app.wait('label', '^Beside it, below each number: ')
            app.wait('panel', r'^WebSocket, Clients: 1, 10 \(-90 %\)$')

    def test_what_is_no_result_says_so(self):
        with Application(meet=False) as app:
            app.meet_any()
            path = pathlib.Path(app.home, 'wrong.roundtrip')
            path.write_text('{"format": "other"}')
            show_page(app)
            app.press('^Open, save, export$')
            wait_for(lambda: items(app), 'a menu')['Open…'].do_action()
            app.choose_file(path, 'Open', opens=True)
            app.wait('label', '^This is no result of Roundtrip')


def show_page(app):
    """What is found before it is in sight would not hear a key."""
    app.press('^Compare$', 'page tab')
    wait_for(lambda: app.tree.find('button', '^Run$') and app.tree.look_sized('button', '^Run$'), 'the page in sight')


class Run(unittest.TestCase):

    def set_up(self, app):
        show_page(app)
        app.set_number('^Duration$', None, 1)
        app.set_number('^Clients$', None, 2)

    def test_ctrl_enter_runs_what_is_shown(self):
        with Application() as app:
            self.set_up(app)
            app.key('ctrl+Return')
            app.wait('label', r'^Clients: 2 each\. .*Measured: 1 s')
            app.wait('panel', '^Short polling, Bytes per event: ')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_what_is_cancelled_can_be_run_again_and_ends_with_the_window(self):
        with Application() as app:
            self.set_up(app)
            app.set_number('^Duration$', None, 600)
            app.press('^Run$')
            app.wait('label', 'min left$')
            app.press('^Cancel$')
            app.press('^Run$')
            app.wait('label', 'min left$')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_a_pointer_that_does_not_move_runs_and_then_cancels(self):
        with Application() as app:
            self.set_up(app)
            app.set_number('^Duration$', None, 600)
            app.click(app.wait('button', '^Run$'))
            app.wait('label', 'min left$')
            app.wait('button', '^Cancel$')
            app.click_again()
            app.wait('button', '^Run$')

    def test_a_preset_sets_everything(self):
        with Application() as app:
            show_page(app)
            row = app.wait('combo box', '^Workload$')
            app.wait_still(row)
            app.click(row)
            app.wait_still(app.wait('label', '^Five updates, four ways$'))
            app.key('Down', 'Return')
            wait_for(lambda: app.wait('spin button', '^Clients$').get_value() == 1, 'its clients')
            self.assertEqual(app.wait('spin button', '^Duration$').get_value(), 5)
            app.wait('label', 'every 250 ms$')


if __name__ == '__main__':
    main()
