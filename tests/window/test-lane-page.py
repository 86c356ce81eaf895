# SPDX-License-Identifier: GPL-3.0-or-later
"""A lane's page as a person uses it: opened and left by keyboard, its last exchanges paused and
stepped through, and its messages opened to their bytes."""

import contextlib
import time
import unittest

from gi.repository import GLib

from accessible import ask_names
from support import NAMELESS, Application, Focus, Somebody, Tree, has_size, main, wait_for

# What is in them has names.
CONTAINERS = ('scroll pane', 'list', 'table row', 'filler', 'list item', 'tree table', 'table cell', 'panel', 'image')

# Of a peer.
ADDRESS = r'^(127\.0\.0\.1|\[?::1\]?):\d+$'


class Chunks(Somebody):
    """An answer in two chunks."""

    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        for chunk in (b'{"price"', b': 42}', b''):
            self.wfile.write(f'{len(chunk):x}\r\n'.encode() + chunk + b'\r\n')


def open_page(app, name):
    app.press(f'^Open {name}$')
    return Tree(app.wait('panel', f'^Details of {name}$'))


def read_from(app, url):
    """Has short polling read the price there."""
    app.press('^Choose the source$', within=app.lane('Short polling'))
    app.write('^Address of any JSON$', url)
    app.write('^Path to a number$', '/price')
    app.press('^Read this$')
    app.wait_gone('text', '^Path to a number$')


def shown(tree, role, pattern):
    """Names of what is shown now and matches."""
    with contextlib.suppress(GLib.Error):
        tree.read()
        return ask_names(tree.look_sized(role, pattern))
    return []


def wait_message(app, page, pattern):
    """The latest message that matches."""
    def find():
        page.read()
        found = page.look_sized('label', pattern)
        return found and found[-1]
    return wait_for(find, f'a message “{pattern}”')


def settled_more(page):
    """How many more there are, once no more come: what passed last is told a quarter of a second later."""
    counts = shown(page, 'label', r'^\d+ more$')
    time.sleep(0.4)
    return counts and counts == shown(page, 'label', r'^\d+ more$') and int(counts[0].split()[0])


def pause(app, page):
    def find():
        page.read()
        return page.look_sized('button', '^Pause$') + page.look_sized('toggle button', '^Pause$')
    # A button that the layout moves while it is pressed from outside lets go.
    app.wait_still(wait_for(find, 'Pause')[0])
    app.press('^Pause$', within=page)
    wait_for(lambda: shown(page, 'label', r'^\d+ more$'), 'to be told how many more there are')


def open_message(app, page, pattern):
    """Opens the message to its bytes, once nothing moves any more."""
    app.wait_still(wait_message(app, page, pattern))
    cell = wait_message(app, page, pattern)
    app.click(cell)
    app.key('Return')
    app.wait('list', '^Parts of the message$', page)
    return wait_for(lambda: parts_of(page), 'its parts')


def parts_of(page):
    """All words of the parts that are shown."""
    with contextlib.suppress(GLib.Error):
        tree = Tree(page.find('list', '^Parts of the message$'))
        tree.read()
        return [name for _, name in tree.names('label') if name]
    return []


class Way(unittest.TestCase):

    def test_the_keyboard_alone_opens_and_leaves_it(self):
        with Application() as app, Focus() as focus:
            for _ in range(40):
                if focus.where == ('button', 'Open Short polling'):
                    break
                focus.move(app)
            app.key('Return')
            page = Tree(app.wait('panel', '^Details of Short polling$'))
            wait_for(lambda: has_size(page.root), 'the page to be shown')
            app.key('Escape')
            wait_for(lambda: focus.where == ('button', 'Open Short polling'), 'the focus to come back')
            app.key('alt+Right')
            wait_for(lambda: focus.where != ('button', 'Open Short polling'), 'the page to be opened')
            app.key('alt+Left')
            wait_for(lambda: focus.where == ('button', 'Open Short polling'), 'the focus to come back')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_the_lane_starts_and_stops_there(self):
        with Application() as app:
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            app.wait('label', '^Open$')
            wait_for(lambda: shown(page, 'panel', r'^Delivered: [1-9]'), 'events to be counted')
            app.press('^Stop Short polling$')
            wait_for(lambda: shown(app.tree, 'label', '^Stopped$'), 'it to stop')
            app.press('^Back$')
            app.wait_status('Short polling', 'Stopped')

    def test_a_page_of_the_switcher_leads_out_of_it(self):
        with Application() as app:
            page = open_page(app, 'WebSocket')
            wait_for(lambda: has_size(page.root), 'the page to be shown')
            app.key('alt+2')
            app.wait('label', '^Nobody is connected$')
            wait_for(lambda: not app.can_press('^Back$'), 'the page to go')

    def test_it_ends_well_while_it_is_open(self):
        with Application('--start-all') as app:
            page = open_page(app, 'Server-sent events')
            wait_message(app, page, '^event ')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


class Peers(unittest.TestCase):

    def test_those_of_its_pattern_are_shown(self):
        with Application('--start-all') as app:
            page = open_page(app, 'WebSocket')
            table = Tree(app.wait('tree table', '^Peers of the lane$', page))
            wait_for(lambda: len(shown(table, 'label', ADDRESS)) == 1, 'its own client alone')
            self.assertEqual(shown(table, 'label', '^(Pattern|Long polling|Server-sent events)$'), [])

    def test_its_own_are_shown_whatever_they_count_for(self):
        with Application('--start-all') as app:
            page = open_page(app, 'Request–response')
            table = Tree(app.wait('tree table', '^Peers of the lane$', page))
            wait_for(lambda: len(shown(table, 'label', ADDRESS)) == 1, 'its own client alone')

    def test_on_traffic_a_lanes_client_has_the_lanes_pattern(self):
        with Application('--start-all') as app:
            app.key('alt+3')
            table = Tree(app.wait('tree table', '^Peers$'))
            for pattern in ('Request–response', 'Short polling'):
                wait_for(lambda name=pattern: len(shown(table, 'label', f'^{name}$')) == 1, f'one of {pattern}')

    def test_what_waits_for_them_is_in_sight(self):
        with Application('--start-all') as app:
            page = open_page(app, 'Short polling')
            table = app.wait('tree table', '^Peers of the lane$', page)
            right = table.get_extents().x + table.get_extents().width
            for title in ('Queue', 'Decisions'):
                place = app.wait('label', f'^{title}$', Tree(table)).get_extents()
                self.assertLessEqual(place.x + place.width, right)

    def test_of_somebody_elses_server_the_lanes_own_clients_are_shown(self):
        with Chunks.serve() as url, Application() as app:
            read_from(app, f'{url}/price')
            app.set_number('^Number of clients$', app.lane('Short polling'), 3)
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            table = Tree(app.wait('tree table', '^Clients of the lane$', page))
            wait_for(lambda: len(shown(table, 'label', '^Open$')) == 3, 'three clients')
            app.press('^Stop Short polling$')
            wait_for(lambda: not shown(table, 'label', '^Open$'), 'them to go')


class Sequence(unittest.TestCase):

    def test_it_pauses_steps_and_goes_on(self):
        with Application() as app:
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            wait_message(app, page, '^304 ')
            pause(app, page)
            wait_for(lambda: shown(page, 'label', '^[1-9][0-9]* more$'), 'more to come')
            app.press('^Stop Short polling$')
            app.wait('label', '^Stopped$')
            before = wait_for(lambda: settled_more(page), 'nothing more to come')
            for name, more in (('back', before + 1), ('forward', before), ('forward', before - 1)):
                app.press(f'^One message {name}$', within=page)
                wait_for(lambda more=more: shown(page, 'label', f'^{more} more$'), f'{more} more')
            app.press('^Pause$', within=page)
            wait_for(lambda: not shown(page, 'label', ' more$'), 'it to go on')

    def test_keys_pause_it_and_choose_in_it(self):
        with Application() as app, Focus() as focus:
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            wait_message(app, page, '^304 ')
            diagram = app.wait('image', '^Sequence diagram of the last exchanges', page)
            app.click(diagram)
            wait_for(lambda: focus.where and focus.where[1].startswith('Sequence diagram'), 'it to have the focus')
            app.key('End')
            wait_for(lambda: shown(page, 'label', r'^\d+ more$'), 'it to pause where a message is chosen')
            app.key('space')
            wait_for(lambda: not shown(page, 'label', ' more$'), 'it to go on')
            app.key('space')
            wait_for(lambda: shown(page, 'label', r'^\d+ more$'), 'it to pause')
            app.key('Home')
            wait_for(lambda: diagram.get_description() == 'connection opened', 'the first to be chosen')
            app.key('Down')
            wait_for(lambda: diagram.get_description().startswith('GET '), 'the next to be chosen')
            app.key('Return')
            wait_for(lambda: 'Request line' in parts_of(page), 'it to be opened')
            app.key('Escape')
            wait_for(lambda: not parts_of(page), 'the list to come back')
            app.key('Escape')
            wait_for(lambda: not app.can_press('^Back$'), 'the page to go')


class Bytes(unittest.TestCase):

    def test_a_handshake_says_how_its_accept_key_comes_about(self):
        with Application() as app:
            page = open_page(app, 'WebSocket')
            app.press('^Start WebSocket$')
            wait_message(app, page, '^event ')
            pause(app, page)
            parts = open_message(app, page, '^101 ')
            accept = parts[parts.index('Sec-WebSocket-Accept') + 1]
            self.assertIn('258EAFA5-E914-47DA-95CA-C5AB0DC85B11', parts)
            self.assertEqual(parts[parts.index('Base64') + 1], accept)

    def test_a_frame_says_what_its_fields_are(self):
        with Application() as app:
            page = open_page(app, 'WebSocket')
            app.press('^Start WebSocket$')
            wait_message(app, page, '^event ')
            pause(app, page)
            parts = open_message(app, page, '^event ')
            for name in ('FIN', 'Opcode', 'MASK', 'Payload length'):
                self.assertTrue(any(part.lower() == name.lower() for part in parts), (name, parts))

    def test_an_event_says_what_its_lines_are(self):
        with Application() as app:
            page = open_page(app, 'Server-sent events')
            app.press('^Start Server-sent events$')
            wait_message(app, page, '^event ')
            pause(app, page)
            parts = open_message(app, page, '^event ')
            for name in ('id', 'data', 'Blank line'):
                self.assertIn(name, parts)

    def test_an_answer_in_chunks_says_how_large_they_are(self):
        with Chunks.serve() as url, Application() as app:
            read_from(app, f'{url}/price')
            page = open_page(app, 'Short polling')
            app.wait('label', 'is somebody else’s server', page)
            app.press('^Start Short polling$')
            wait_message(app, page, '^200 ')
            pause(app, page)
            parts = open_message(app, page, '^200 ')
            sizes = [parts[at + 1] for at, name in enumerate(parts) if name == 'Chunk size']
            self.assertGreaterEqual(len(sizes), 3, parts)

    def test_the_bytes_of_a_part_can_be_read(self):
        with Application() as app:
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            wait_message(app, page, '^GET ')
            pause(app, page)
            open_message(app, page, '^GET ')
            text = app.wait('text', '^Bytes$', page)
            said = text.get_text()
            self.assertRegex(said, r'^00000000  47 45 54 20 2f')
            self.assertIn('GET /', said)
            app.press('^Copy the message$', within=page)


class Everybody(unittest.TestCase):

    def assert_named(self, page):
        self.assertEqual([(role, name) for role, name in page.focusable(sized=True)
                          if role not in CONTAINERS and NAMELESS.match(name)], [])

    def test_everything_that_takes_the_focus_has_a_name(self):
        with Application() as app:
            page = open_page(app, 'WebSocket')
            app.press('^Start WebSocket$')
            wait_message(app, page, '^event ')
            self.assert_named(page)
            pause(app, page)
            open_message(app, page, '^event ')
            self.assert_named(page)

    def test_one_part_at_a_time_is_shown_where_it_is_narrow(self):
        with Application() as app:
            page = open_page(app, 'Short polling')
            app.press('^Start Short polling$')
            wait_message(app, page, '^304 ')
            # In one step.
            app.resize_to(360, 720)
            wait_for(lambda: app.width() <= 360, 'it to fit')
            for name, what in (('Peers', ('tree table', '^Peers of the lane$')), ('Diagram', ('image', '^Sequence diagram')),
                               ('Messages', ('tree table', '^Messages$'))):
                app.press(f'^{name}$', 'page tab', page)
                wait_for(lambda what=what: shown(page, *what), f'{name} to be shown')
                if name == 'Diagram':
                    pause(app, page)
                self.assertLessEqual(app.width(), 360, name)
            open_message(app, page, '^304 ')
            self.assertLessEqual(app.width(), 360, 'the bytes of a message')


if __name__ == '__main__':
    main()
