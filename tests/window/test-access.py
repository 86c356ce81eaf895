# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever sees little, hears the window, has only a keyboard or wants no motion: everything
is named, reached, large enough to be shown and different enough from what is behind it."""

import collections
import contextlib
import functools
import os
import pathlib
import re
import shutil
import subprocess
import time
import unittest

from accessible import ask_extents, ask_names, ask_states
from support import (DEADLINE, LANES, NAMELESS, Application, Atspi, Focus, Tree, has_state, main, set_resources,
                     wait_for)

from gi.repository import GLib

STORIES = {'Long polling': ('Validation', 'Jobs'), 'Server-sent events': ('Uploads',),
           'WebSocket': ('Uploads', 'Chat')}
# What chooses among them, right before them.
STORIES_OF = 'What the lane shows'
CONTROLS = ('button', 'toggle button', 'spin button', 'page tab', 'text', 'combo box', 'check box')
# On pages that older versions of the toolkit have in the tree although they are hidden.
HIDDEN = '(?i)job|New song'
# WCAG 2.1, 1.4.3, less what is lost where thin letters are painted in parts of pixels.
MIN_CONTRAST = 4.4
# Fewer pixels of one colour than that may be an edge, or a single icon's.
MIN_PIXELS = 4
# Where that is all there is, nothing is written: it is of a page that is not shown.
NOTHING = 1.3
WIDTH = 1280


def set_toolkit(**settings):
    """As a desktop would, for what starts from now on."""
    folder = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0')
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'gtk-{name.replace("_", "-")}={value}\n' for name, value in settings.items()]
    (folder / 'settings.ini').write_text('[Settings]\n' + ''.join(lines))


@contextlib.contextmanager
def environment(**variables):
    """For what starts within."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def show(app, name, story):
    """Chooses what a lane shows."""
    lane = app.lane(name)
    app.press(f'^{story}$', 'page tab', lane)
    tab = app.wait('page tab', f'^{story}$', lane)
    wait_for(lambda: has_state(tab, Atspi.StateType.SELECTED), f'{story} to be shown')
    return lane


def begin_stories(app):
    """Something is in every list."""
    lane = show(app, 'Long polling', 'Jobs')
    app.press('^Submit a job$', within=lane)
    app.wait('button', '^Wait no longer for ', lane)
    lane = show(app, 'Long polling', 'Validation')
    app.press('^Validate the music$', within=lane)
    app.wait('button', '^Wait no longer for ', lane)
    lane = show(app, 'WebSocket', 'Chat')
    app.press('^Ada joins the room$', within=lane)
    app.wait('label', '^Ada joined$', lane)
    missing = pathlib.Path(app.home, 'nowhere.flac')
    app.call(('org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([missing.as_uri()], {}))))
    app.wait('button', '^Take nowhere.flac out of the list$', app.lane('WebSocket'))


class Names(unittest.TestCase):

    def assert_named(self, tree, others=()):
        """Every control has a name, which is not that of an icon or a class, said once."""
        names = [(role, name) for role, name in tree.focusable() if role in CONTROLS and name not in others]
        self.assertEqual([(role, name) for role, name in names if NAMELESS.match(name)], [])
        self.assertEqual([(role, name) for role, name in names if name.endswith('-symbolic')], [])
        self.assertEqual([(role, name) for role, name in names
                          if len(name) > 1 and name[:len(name) // 2].strip() == name[len(name) // 2:].strip()], [])

    def test_of_what_every_lane_can_show(self):
        with Application(unique=True) as app:
            begin_stories(app)
            for number in range(2):
                for name, stories in STORIES.items():
                    show(app, name, stories[min(number, len(stories) - 1)])
                self.assert_named(app.tree)

    def test_of_forms_that_open(self):
        with Application() as app:
            app.press('^Choose the source$')
            app.wait('text', '^Path to a number$')
            self.assert_named(app.tree)

    def test_pictures_are_described(self):
        with Application() as app:
            app.press('^Start all$')
            app.wait_running()
            app.tree.read()
            pictures = [node for role, node in app.tree.nodes
                        if role == 'image' and node.get_name().startswith('The last ')]
            self.assertGreaterEqual(len(pictures), len(LANES), 'a chart a lane')
            for node in pictures:
                wait_for(node.get_description, f'what {node.get_name()} shows')


class Keyboard(unittest.TestCase):

    def reach(self, app, focus, role, name):
        """Moves on until the focus is there."""
        for _ in range(80):
            if focus.where == (role, name):
                return
            focus.move(app)
        self.fail(f'{name} was not reached, but {sorted(focus.reached)}')

    def test_what_stories_have_is_reached(self):
        with Application('--start-all', unique=True) as app, Focus() as focus:
            begin_stories(app)
            app.wait_running()
            show(app, 'WebSocket', 'Chat')
            wanted = {(role, name) for role, name in app.tree.focusable(sized=True)
                      if role in ('button', 'text', 'combo box', 'spin button')
                      and name not in ('Minimize', 'Maximize', 'Close') and not re.search(HIDDEN, name)}
            self.assertIn(('button', 'Ada leaves the room'), wanted)
            for _ in range(len(wanted) * 3):
                if wanted <= focus.reached:
                    break
                focus.move(app)
            self.assertEqual(wanted - focus.reached, set())

    def test_what_is_taken_out_leaves_the_focus_in_the_list(self):
        with Application(unique=True) as app, Focus() as focus:
            begin_stories(app)
            lane = show(app, 'Long polling', 'Validation')
            self.reach(app, focus, 'button', 'Wait no longer for ' + self.music(app, lane))
            app.key('space')
            app.wait('button', '^Take .* out of the list$', lane)
            app.key('space')
            app.wait_gone('button', '^Take .* out of the list$', lane)
            focused = [(role, node.get_name()) for role, node in lane.nodes if has_state(node, Atspi.StateType.FOCUSED)]
            self.assertTrue(focused, 'the focus is still in the lane')

    def music(self, app, lane):
        name = app.wait('button', '^Wait no longer for ', lane).get_name()
        return name.removeprefix('Wait no longer for ')

    def test_a_form_that_closes_gives_the_focus_back(self):
        with Application() as app, Focus() as focus:
            lane = app.lane('Short polling')
            for _ in range(80):
                if focus.where and focus.where[1] == 'Choose the source':
                    break
                focus.move(app)
            app.key('space')
            app.wait('text', '^Path to a number$')
            app.key('Escape')
            app.wait_gone('text', '^Path to a number$')
            lane.read()
            self.assertTrue(any(has_state(node, Atspi.StateType.FOCUSED) for _, node in lane.nodes),
                            'the focus is on what opened it')


class Screen:
    """What is painted."""

    def __init__(self):
        done = subprocess.run(['import', '-window', 'root', '-depth', '8', 'rgb:-'], capture_output=True, check=True,
                              timeout=DEADLINE)
        size = subprocess.run(['xdotool', 'getdisplaygeometry'], capture_output=True, text=True, check=True,
                              timeout=DEADLINE).stdout.split()
        self.width, self.height = map(int, size)
        self.pixels = done.stdout

    def colours(self, box):
        """How often each colour is in @box."""
        rows = []
        for y in range(max(box.y, 0), min(box.y + box.height, self.height)):
            start = (y * self.width + max(box.x, 0)) * 3
            row = self.pixels[start:start + min(box.width, self.width - max(box.x, 0)) * 3]
            rows += zip(row[::3], row[1::3], row[2::3])
        return collections.Counter(rows)


Seen = collections.namedtuple('Seen', 'role name states box children')


def snapshot(root):
    """All that is below @root, as it is now, by node; of what goes meanwhile, nothing."""
    tree = Tree(root)
    tree.read()
    nodes = [node for _, node in tree.nodes]
    return {node: Seen(role, name, states, box, tree.children[node]) for (role, node), name, states, box
            in zip(tree.nodes, ask_names(nodes), ask_states(nodes), ask_extents(nodes)) if states}


@functools.cache
def luminance(rgb):
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (value / 255 for value in rgb)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(colours):
    """Of what stands out most, to what there is most of."""
    ground = luminance(colours.most_common(1)[0][0])
    others = [luminance(rgb) for rgb, count in colours.items() if count >= MIN_PIXELS]
    return max((max(ground, other) + 0.05) / (min(ground, other) + 0.05) for other in others)


@unittest.skipUnless(shutil.which('import'), 'there is no import, of ImageMagick')
class Contrast(unittest.TestCase):
    """Of everything that is written, as it is painted."""

    LOOKS = {'light': ('prefer-light', '0'), 'dark': ('prefer-dark', '0'),
             'high contrast': ('prefer-light', '1'), 'dark high contrast': ('prefer-dark', '1')}

    def labels(self, tree, node, panes=()):
        """What is written and not scrolled out of the @panes it is in, by name and place, but for
        the stories that are not shown: older versions of the toolkit have them in the tree as
        well."""
        role, name, states, box, children = tree[node]
        if role == 'scroll pane' and box:
            panes = (*panes, box)
        if role == 'label' and name and box and states.contains(Atspi.StateType.SENSITIVE) and \
           not NAMELESS.match(name) and \
           all(pane.x <= box.x and box.x + box.width <= pane.x + pane.width and
               pane.y <= box.y and box.y + box.height <= pane.y + pane.height for pane in panes):
            yield name, box
        shown = []
        # Rows go while they are read.
        for child in filter(tree.get, children):
            pages = tree[child].children
            if shown and len(shown) == len(pages):
                for page in (page for page, is_shown in zip(pages, shown) if is_shown and page in tree):
                    yield from self.labels(tree, page, panes)
            else:
                yield from self.labels(tree, child, panes)
            shown = [tree[tab].states.contains(Atspi.StateType.SELECTED) for tab in pages if tab in tree] \
                if tree[child].name == STORIES_OF else []

    def faint(self, app, root):
        """What cannot be read of what is below @root: words, and their contrast; and how many
        words can."""
        screen = Screen()
        window = app.tree.root.get_extents()
        if (window.x, window.y) != (0, 0):
            # GTK 4.18 leaves out what each widget pads around its children: a window begins
            # left of itself, and labels are up to 25 pixels from where they are painted.
            self.skipTest('the toolkit tells other places than it paints at')
        # The window is in a corner of the screen, and what is in it within a border.
        border = (WIDTH - window.width) // 2
        found, n_read = [], 0
        for name, box in self.labels(snapshot(root), root):
            if box.width <= 0 or box.x + box.width > window.width or box.y + box.height > window.height:
                continue
            ratio = contrast(screen.colours(box._replace(x=box.x + border, y=box.y + border)))
            if NOTHING < ratio < MIN_CONTRAST:
                found.append((name, round(ratio, 2)))
            n_read += ratio >= MIN_CONTRAST
        return found, n_read

    def assert_readable(self, app, root):
        """Once it is painted: until then what was there before is on the screen."""
        end = time.monotonic() + DEADLINE
        found, n_read = self.faint(app, root)
        while (found or n_read <= 20) and time.monotonic() < end:
            found, n_read = self.faint(app, root)
        self.assertEqual(found, [])
        self.assertGreater(n_read, 20, 'labels that were found on the screen')

    def tearDown(self):
        set_toolkit()

    def look(self, scheme, high_contrast):
        # What is on its way is no place to measure.
        set_toolkit(enable_animations='false')
        with environment(ADW_DEBUG_COLOR_SCHEME=scheme, ADW_DEBUG_HIGH_CONTRAST=high_contrast), \
             Application('--start-all', unique=True) as app:
            begin_stories(app)
            app.wait_running()
            # The first ones in high contrast, the last ones otherwise.
            for name, stories in STORIES.items():
                show(app, name, stories[int(high_contrast) - 1])
            self.assert_readable(app, app.tree.root)
            app.press('^Traffic$', 'page tab')
            app.wait('label', r'^127\.0\.0\.1:\d+$')
            app.tree.nodes = []
            self.assert_readable(app, app.wait('tree table', '^Peers$'))
            app.key('alt+1')
            app.press('^Open WebSocket$')
            page = app.wait('panel', '^Details of WebSocket$')
            app.wait('label', '^event ', Tree(page))
            self.assert_readable(app, page)

    def test_in_every_look(self):
        for name, look in self.LOOKS.items():
            with self.subTest(name):
                self.look(*look)


@unittest.skipUnless(shutil.which('xprop'), 'there is no xprop')
class Letters(unittest.TestCase):

    def tearDown(self):
        set_resources('')

    def narrowest(self, app):
        """How wide the window is when it is to be as narrow as a telephone."""
        places = []

        def is_still():
            # What is shown where it is narrow may be narrower still.
            app.resize_to(360, 720)
            places.append(app.width())
            time.sleep(0.2)
            return len(places) > 5 and len(set(places[-5:])) == 1
        wait_for(is_still, 'a window that stays')
        return app.width()

    def test_of_every_language_fit_into_the_narrowest_window(self):
        for language in ('de', 'es', 'fr', 'ja', 'zh_TW'):
            with environment(LANGUAGE=language), Application('--start-all', meet=False) as app:
                app.meet_any()
                self.assertLessEqual(self.narrowest(app), 360, language)

    def test_half_as_large_again_fit_into_the_narrowest_window(self):
        set_resources(f'Xft.dpi:\t{96 * 3 // 2}\n')
        with Application('--start-all') as app:
            self.assertLessEqual(self.narrowest(app), 364)

    def test_twice_as_large_fit_into_a_narrow_window(self):
        set_resources(f'Xft.dpi:\t{96 * 2}\n')
        with Application('--start-all') as app:
            self.assertLessEqual(self.narrowest(app), 400)

    def test_twice_as_large_fit_into_a_lane_of_its_own(self):
        set_resources(f'Xft.dpi:\t{96 * 2}\n')
        with Application() as app:
            app.press('^Open Short polling$')
            page = Tree(app.wait('panel', '^Details of Short polling$'))
            app.press('^Start Short polling$')
            wait_for(lambda: (page.read(), page.look_sized('label', '^304 '))[1], 'an answer')
            app.press('^Pause$', within=page)
            app.wait('label', ' more$', page)
            self.assertLessEqual(self.narrowest(app), 400)
            app.press('^Messages$', 'page tab', page)
            app.click(wait_for(lambda: (page.read(), page.look_sized('label', '^304 '))[1], 'an answer')[-1])
            app.key('Return')
            app.wait('list', '^Parts of the message$', page)
            self.assertLessEqual(self.narrowest(app), 400, 'with a message open')


if __name__ == '__main__':
    main('1300x1600')
