# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are uploaded from the window, and what the lanes that push tell of them."""

import contextlib
import hashlib
import os
import pathlib
import subprocess
import sys
import time
import unittest

from accessible import ask_names
from support import DEADLINE, PROGRAM, Application, Tree, end_with_parent, has_size, main, wait_for

import gi
from gi.repository import GLib

LANES = ('Server-sent events', 'WebSocket')
SIZE = 300000


class Uploads:
    """The uploads of a window, as a lane shows them."""

    def __init__(self, app, lane):
        self.app = app
        self.lane = app.lane(lane)

    def show(self):
        self.app.click(self.app.wait('page tab', '^Uploads$', self.lane))
        wait_for(lambda: has_size(self.app.wait('button', '^Choose files to upload$', self.lane)), 'the uploads')

    def limit(self, text):
        """Chooses the rate limit by the keyboard."""
        self.app.click(self.app.wait('combo box', '^Rate limit of uploads: ', self.lane))
        self.app.wait('label', f'^{text}$', self.lane)
        for _ in range(['No limit', '100 kB/s', '1 MB/s', '10 MB/s'].index(text)):
            self.app.key('Down')
        self.app.key('Return')
        self.app.wait('combo box', f'^Rate limit of uploads: {text}$', self.lane)

    def rows(self):
        """What each row is called, and the words in it, the latest upload first."""
        found = self.lane.find('list', '^Uploads$')
        if found is None:
            # Before the first one, newer versions have no list in the tree.
            return []
        rows = Tree(found)
        rows.read()
        said = []
        for (role, _), name in zip(rows.nodes, ask_names([node for _, node in rows.nodes])):
            if role == 'list item':
                said.append([name or ''])
            elif role == 'label' and said:
                said[-1].append(name or '')
        return ['\n'.join(words) for words in said]

    def wait(self, *parts):
        """Waits for a row that says all of @parts."""
        def find():
            return next((row for row in self.rows() if all(part in row for part in parts)), None)
        return wait_for(find, f'an upload that says {parts}')

    def wait_gone(self, name):
        wait_for(lambda: not any(row.startswith(name) for row in self.rows()), f'{name} to be gone')


def make_file(app, name, size=SIZE):
    """A file, and the SHA-256 of what is in it."""
    data = bytes(i * 31 % 251 for i in range(size))
    path = pathlib.Path(app.home, name)
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def has_toolkit():
    """Whether there is GTK for python, to be somebody else's window."""
    try:
        gi.require_version('Gtk', '4.0')
    except ValueError:
        return False
    return True


def open_files(app, *paths):
    """As a file manager does with “Open With”."""
    uris = [path.as_uri() for path in paths]
    app.call(('org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', (uris, {}))))


class Both(unittest.TestCase):

    def test_a_file_is_told_by_both_ways(self):
        with Application(unique=True) as app:
            path, digest = make_file(app, 'song.flac')
            open_files(app, path)
            for lane in LANES:
                row = Uploads(app, lane).wait('song.flac', 'SHA-256', digest)
                self.assertIn('300 kB', row)
            for lane in LANES:
                wait_for(lambda lane=lane: app.figures(lane)['Per event'] != '–', 'what it cost')
            app.wait('label', '^All lanes: 0 open')

    def test_several_do_not_mix(self):
        with Application(unique=True) as app:
            files = [make_file(app, f'song {number}.flac', SIZE + number) for number in range(6)]
            open_files(app, *[path for path, _ in files])
            for lane in LANES:
                for path, digest in files:
                    Uploads(app, lane).wait(path.name, digest)

    def test_a_lane_that_runs_goes_on_with_its_ticker(self):
        with Application(unique=True) as app:
            app.press('^Start Server-sent events$')
            app.wait_status('Server-sent events', 'Open')
            path, digest = make_file(app, 'song.flac')
            open_files(app, path)
            Uploads(app, 'Server-sent events').wait('song.flac', digest)
            app.wait('label', '^1 connection open$', app.lane('Server-sent events'))


class CommandLine(unittest.TestCase):

    def test_a_file_named_there_is_uploaded(self):
        with Application(__file__) as app:
            digest = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
            for lane in LANES:
                Uploads(app, lane).wait(os.path.basename(__file__), digest)

    def test_a_file_named_beside_an_action_is_uploaded_where_it_is_open_already(self):
        with Application(unique=True) as app:
            done = subprocess.run([PROGRAM, '--start-all', __file__], capture_output=True, text=True, timeout=DEADLINE)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''))
            app.wait_running()
            for lane in LANES:
                Uploads(app, lane).wait(os.path.basename(__file__), 'SHA-256')


@contextlib.contextmanager
def drag_source(path, x, y):
    """A window of somebody else's at @x and @y, from which the file @path can be dragged."""
    script = os.path.join(os.path.dirname(__file__), 'drag-source.py')
    source = subprocess.Popen([sys.executable, script, path], preexec_fn=end_with_parent)
    try:
        window = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(source.pid)],
                                capture_output=True, text=True, timeout=DEADLINE).stdout.split()[0]
        subprocess.run(['xdotool', 'windowmove', '--sync', window, str(x), str(y)],
                       check=True, timeout=DEADLINE)
        yield
    finally:
        source.terminate()
        source.wait(DEADLINE)


def drag(*places):
    """Presses the mouse at the first of @places, goes on to the others, and lets go, no
    faster than a hand."""
    steps = [['mousemove', str(x), str(y), 'sleep', '0.1'] for x, y in places]
    subprocess.run(['xdotool', *steps[0], 'mousedown', '1', *sum(steps[1:], []), 'mouseup', '1'],
                   check=True, timeout=DEADLINE)


class Chosen(unittest.TestCase):

    def test_a_file_chosen_in_the_dialog_is_uploaded(self):
        with Application() as app:
            path, digest = make_file(app, 'song.flac')
            uploads = Uploads(app, 'WebSocket')
            uploads.show()
            app.press('^Choose files to upload$', within=uploads.lane)
            app.choose_file(path, 'Upload', opens=True)
            uploads.wait('song.flac', digest)


class Dropped(unittest.TestCase):

    @unittest.skipUnless(has_toolkit(), 'there is no gir1.2-gtk-4.0')
    def test_a_file_dropped_anywhere_on_the_card_is_uploaded(self):
        with Application() as app:
            path, digest = make_file(app, 'song.flac')
            uploads = Uploads(app, 'Server-sent events')
            x, y = app.place(app.wait('label', '^One long answer', uploads.lane))

            def drop():
                drag((1350, 70), (1340, 80), (1320, 120), (x + 90, y), (x, y), (x + 3, y + 3))
                return uploads.rows()
            with drag_source(path, 1300, 20):
                wait_for(drop, 'a file to be taken')
            uploads.wait('song.flac', digest)
            # The story it is for is shown now.
            button = app.wait('button', '^Choose files to upload$', uploads.lane)
            self.assertGreater(button.get_extents().width, 0)


class Watched(unittest.TestCase):

    def test_a_limit_makes_time_to_watch_and_to_cancel(self):
        with Application(unique=True) as app:
            path, _ = make_file(app, 'long.flac', 20 * SIZE)
            by_sse, by_websocket = [Uploads(app, lane) for lane in LANES]
            by_sse.show()
            by_sse.limit('100 kB/s')
            open_files(app, path)
            for uploads in (by_sse, by_websocket):
                uploads.wait('long.flac', ' % · ', 'kB/s · ', ' left')

            app.press('^Cancel the upload of long.flac$', within=by_websocket.lane)
            for uploads in (by_sse, by_websocket):
                uploads.wait('long.flac: Cancelled')
            app.wait('label', '^All lanes: 0 open')

            app.press('^Upload long.flac again$', within=by_sse.lane)
            for uploads in (by_sse, by_websocket):
                uploads.wait('long.flac', ' % · ')
            app.press('^Cancel the upload of long.flac$', within=by_sse.lane)
            app.press('^Take long.flac out of the list$', within=by_sse.lane)
            for uploads in (by_sse, by_websocket):
                uploads.wait_gone('long.flac')

    def test_a_row_has_one_name_while_its_words_change(self):
        with Application(unique=True) as app:
            path, _ = make_file(app, 'long.flac', 20 * SIZE)
            uploads = Uploads(app, 'Server-sent events')
            uploads.show()
            uploads.limit('100 kB/s')
            open_files(app, path)
            names, words = set(), set()

            def has_changed():
                for row in uploads.rows():
                    if ' left' in row:
                        name, _, said = row.partition('\n')
                        names.add(name)
                        words.add(said)
                return len(words) > 2
            wait_for(has_changed, 'words that change')
            self.assertEqual(names, {'long.flac: Uploading'})

    def test_a_lane_that_was_stopped_says_so(self):
        with Application(unique=True) as app:
            path, _ = make_file(app, 'long.flac', 20 * SIZE)
            by_sse, by_websocket = [Uploads(app, lane) for lane in LANES]
            by_sse.show()
            by_sse.limit('100 kB/s')
            app.press('^Start Server-sent events$')
            open_files(app, path)
            by_sse.wait('long.flac', ' % · ')
            app.press('^Stop Server-sent events$')
            by_sse.wait('long.flac: The lane was stopped')
            by_websocket.wait('long.flac', ' % · ')
            app.press('^Start Server-sent events$')
            by_sse.wait('long.flac', ' % · ')


class Many(unittest.TestCase):

    def test_those_that_do_not_fit_are_taken_out_with_the_mouse(self):
        with Application(unique=True) as app:
            uploads = Uploads(app, 'Server-sent events')
            uploads.show()
            open_files(app, *[make_file(app, f'song {number}.flac', 1000)[0] for number in range(6)])
            wait_for(lambda: sum('SHA-256' in row for row in uploads.rows()) == 6, 'six uploads')
            for number in reversed(range(6)):
                button = app.wait('button', f'^Take song {number}.flac out of the list$', uploads.lane)
                app.wait_still(button)

                # The bar to scroll with showed itself where the mouse came, and took every click.
                def take_out(name=f'song {number}.flac', button=button):
                    app.click(button)
                    time.sleep(0.2)
                    return not any(row.startswith(name) for row in uploads.rows())
                wait_for(take_out, 'it to be gone')


class Trouble(unittest.TestCase):

    def test_what_cannot_be_read_says_why(self):
        with Application(unique=True) as app:
            open_files(app, pathlib.Path(app.home, 'nowhere.flac'), pathlib.Path(app.home))
            for lane in LANES:
                Uploads(app, lane).wait('nowhere.flac', 'cannot be read')
                Uploads(app, lane).wait(os.path.basename(app.home), 'cannot be')

    def test_the_window_closes_in_the_midst_of_it(self):
        with Application(unique=True) as app:
            path, _ = make_file(app, 'long.flac', 20 * SIZE)
            by_sse = Uploads(app, 'Server-sent events')
            by_sse.show()
            by_sse.limit('100 kB/s')
            open_files(app, path)
            by_sse.wait('long.flac', ' % · ')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))


if __name__ == '__main__':
    main('1500x900')
