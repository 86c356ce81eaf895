# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page and dialog of the real application with real traffic, to be looked
at: sh in-session.sh pictures.py PROGRAM FOLDER [LOOK…] [SCENE…]. A look is a way to see
everything: colours, language, size of letters. All looks and scenes where none is named,
but for "published": the pictures of data/screenshots, for software centres and README.md."""

import contextlib
import dataclasses
import gettext
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

from support import (DEADLINE, DESKS, ID, LANES, PROGRAM, Application, Atspi, Display, Focus, Somebody, Tree, has_size,
                     has_state, set_resources, wait_for)

from gi.repository import Gio, GLib

SCREEN = '2000x1200'
NARROW = (360, 720)
REPORT = pathlib.Path(__file__).resolve().parents[2] / 'data/reports/default.roundtrip'
# A change of size, or of what is shown, is laid out and painted by then.
SETTLE = 0.8
# Long enough for charts that show something.
WARM_UP = 30


@dataclasses.dataclass(frozen=True)
class Look:
    sizes: tuple
    dark: bool = False
    high_contrast: bool = False
    language: str = ''
    letters: float = 1
    font: str = 'Sans 10'
    arguments: tuple = ()

    def environ(self):
        return {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark' if self.dark else 'prefer-light',
                'ADW_DEBUG_HIGH_CONTRAST': '1' if self.high_contrast else '0',
                'LANGUAGE': self.language}


MANY = (NARROW, (700, 800), (1280, 860), (1920, 1080))
FEW = (NARROW, (1280, 860))
LOOKS = {
    'light': Look(MANY),
    'dark': Look(MANY, dark=True),
    'contrast': Look(FEW, high_contrast=True),
    'contrast-dark': Look(FEW, dark=True, high_contrast=True),
    'german': Look(FEW, language='de'),
    'french': Look(FEW, language='fr'),
    'japanese': Look(FEW, language='ja'),
    # Its words are the toolkit's only: what counts is that everything is mirrored.
    'mirrored': Look(FEW, language='ar'),
    'large': Look(FEW, letters=1.5),
    'huge': Look(FEW, letters=2),
}
# As most people have it, with the ports they have.
PUBLISHED = Look(((1280, 860),), font='Cantarell 11',
                 arguments=('--port', '2000', '--chat-port', '8080', '--stream-port', '8888'))


class Prices(Somebody):
    """A price that moves."""

    def get(self, path, n_asked):
        return json.dumps({'data': [{'price': f'{61200 + n_asked * 7 % 400}.50'}]})


class Studio:
    """A window under way, and the pictures of it. Whatever is looked for is named in English
    and looked for in the language of the look."""

    def __init__(self, app, folder, name, look, focus):
        self.app = app
        self.folder = folder
        self.name = name
        self.look = look
        self.focus = focus
        self.window = app._windows()[0]
        self.words = gettext.translation(
            'roundtrip', os.path.join(os.path.dirname(PROGRAM), '../po'), [look.language or 'en'], fallback=True)
        self.size = None

    def say(self, words, *arguments):
        """What matches @words, translated, with @arguments in it."""
        said = self.words.gettext(words).replace('_', '')
        return '^' + re.escape(said % arguments if arguments else said) + '$'

    def lane(self, name):
        """A lane, in sight."""
        if self.size and self.size[0] < 700:
            self.bring(name)
        return Tree(self.app.wait('panel', self.say(name)))

    def bring(self, name):
        """Moves on to a lane by keyboard."""
        toggles = [('button', (self.words.gettext(words) % self.words.gettext(name)))
                   for words in ('Start %s', 'Stop %s')]
        for _ in range(100):
            if self.focus.where in toggles:
                break
            self.focus.move(self.app)
        time.sleep(SETTLE)

    def press(self, words, *arguments, within=None, role='button'):
        self.app.press(self.say(words, *arguments), role, within)

    def show(self, lane, story):
        """Chooses what a lane shows."""
        self.press(story, within=lane, role='page tab')
        tab = self.app.wait('page tab', self.say(story), lane)
        wait_for(lambda: has_state(tab, Atspi.StateType.SELECTED), f'{story} to be shown')

    def resize(self, size):
        self.size = size
        subprocess.run(['xdotool', 'windowsize', self.window, *map(str, size)], check=True, timeout=DEADLINE)
        # Some of it is laid out once the size is known.
        time.sleep(2 * SETTLE)
        box = self.app.tree.root.get_extents()
        if box.width > size[0]:
            self.complain(f'it is {box.width} wide at the least')
        self.app.tree.nodes = []

    def complain(self, words):
        print(f'{self.name} {self.size}: {words}', file=sys.stderr, flush=True)

    def shoot(self, what):
        """A picture of all that is on the screen now."""
        time.sleep(SETTLE)
        width, height = self.size
        folder = self.folder / self.name
        folder.mkdir(parents=True, exist_ok=True)
        save(f'{width + 60}x{height + 60}+0+0', folder / f'{width}-{what}.png')

    def publish(self, what):
        """A picture of the window without the border it has where nobody draws its shadow."""
        time.sleep(SETTLE)
        box = self.app.tree.root.get_extents()
        width, height = self.size
        border = (width - box.width) // 2
        self.folder.mkdir(parents=True, exist_ok=True)
        save(f'{box.width}x{height - 2 * border}+{border}+{border}', self.folder / f'{what}.png')

    def fill(self, name, text, within):
        self.app.write(self.say(name), text, within)

    def field(self, name, within):
        return self.app.wait('text', self.say(name), within)


def save(part, file):
    subprocess.run(['import', '-window', 'root', '-crop', part, '+repage', '-strip', '+dither', '-colors', '256',
                    '-define', 'png:compression-level=9', f'png8:{file}'], check=True, timeout=DEADLINE)


def open_files(app, *paths):
    uris = [path.as_uri() for path in paths]
    app.call(('org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', (uris, {}))))


def make_file(app, name, size):
    path = pathlib.Path(app.home, name)
    with open(path, 'wb') as file:
        file.truncate(size)
    return path


def wait_row(studio, lane, *parts):
    def find():
        rows = Tree(studio.app.wait('list', studio.say('Uploads'), lane))
        rows.read()
        return any(all(part in node.get_name() for part in parts)
                   for role, node in rows.nodes if role == 'list item')
    wait_for(find, f'an upload that says {parts}')


def limit_rate(studio, lane):
    """Chooses the lowest one, wherever the choice moves to meanwhile."""
    limit = studio.app.wait('combo box', studio.say('Rate limit of uploads')[:-1] + ': ', lane)
    studio.app.click(limit)
    time.sleep(SETTLE)
    studio.app.key('Down', 'Return')
    time.sleep(SETTLE)
    return limit.get_name().endswith(studio.words.gettext('100 kB/s'))


def begin_uploads(studio):
    """One each of complete, failed, cancelled, and under way."""
    app = studio.app
    lane = studio.lane('Server-sent events')
    open_files(app, make_file(app, 'Field recording.flac', 3_400_000), pathlib.Path(app.home, 'Lost and gone.ogg'))
    wait_row(studio, lane, 'Field recording.flac', 'SHA-256')
    wait_for(lambda: limit_rate(studio, lane), 'a limited rate')
    open_files(app, make_file(app, 'Never mind.wav', 6_000_000))
    wait_row(studio, lane, 'Never mind.wav', studio.words.gettext('Uploading'))
    studio.press('Cancel the upload of %s', 'Never mind.wav', within=lane)
    open_files(app, make_file(app, 'A long recording of the sea at night, second take.flac', 60_000_000))
    wait_row(studio, lane, 'A long recording', studio.words.gettext('Uploading'))


def begin_chat(studio):
    app = studio.app
    lane = studio.lane('WebSocket')
    studio.show(lane, 'Chat')
    for name in ('Ada', 'Ben'):
        studio.press('%s joins the room', name, within=lane)
        app.wait('button', studio.say('%s leaves the room', name), lane)
    for name, text in [('Ada', 'Hello Ben'), ('Ben', 'Hello! Did you see what polling costs?'),
                       ('Ada', 'Four of five answers carried nothing'), ('Ben', 'And here: not one byte while we are silent')]:
        field = studio.field(studio.words.gettext('What %s says') % name, lane)
        wait_for(lambda field=field: field.get_state_set().contains(Atspi.StateType.SENSITIVE), f'{name} to be ready')
        app.wait_still(field)
        app.click(field)
        app.keys_of(text)
        app.key('Return')


def ask_for_validation(studio, name):
    lane = studio.lane('Long polling')
    studio.fill('Name of the music', name, lane)
    studio.press('Validate the music', within=lane)
    studio.app.wait('button', studio.say('Wait no longer for %s', name), lane)


def begin_errands(studio):
    lane = studio.lane('Long polling')
    studio.show(lane, 'Validation')
    for name in ('Blue in Green', 'So What', 'Freddie Freeloader'):
        ask_for_validation(studio, name)
    studio.press('Wait no longer for %s', 'So What', within=lane)
    studio.show(lane, 'Jobs')
    studio.press('Submit a job', within=lane)


def begin(studio):
    """Every story has something to show."""
    begin_errands(studio)
    begin_uploads(studio)
    begin_chat(studio)


def dashboard(studio):
    """Each lane with each of its stories."""
    for name in ('Long polling', 'Server-sent events', 'WebSocket'):
        studio.show(studio.lane(name), 'Ticker')
    narrow = studio.size[0] < 700
    if not narrow:
        studio.shoot('dashboard-ticker')
        scroll_down(studio)
        studio.shoot('dashboard-ticker-below')
        scroll_up(studio)
    for number, name in enumerate(LANES):
        lane = studio.lane(name)
        if narrow:
            studio.shoot(f'lane-{number}-ticker')
    for stories in ({'Long polling': 'Validation', 'Server-sent events': 'Uploads', 'WebSocket': 'Uploads'},
                    {'Long polling': 'Jobs', 'Server-sent events': 'Uploads', 'WebSocket': 'Chat'}):
        for name, story in stories.items():
            lane = studio.lane(name)
            studio.show(lane, story)
            if narrow:
                studio.shoot(f'lane-{LANES.index(name)}-{story.lower()}')
        if not narrow:
            studio.shoot('dashboard-' + '-'.join(stories.values()).lower())
            scroll_down(studio)
            studio.shoot('dashboard-' + '-'.join(stories.values()).lower() + '-below')
            scroll_up(studio)


def lane_pages(studio):
    """Each lane large, and what one of its messages is made of."""
    app = studio.app
    narrow = studio.size[0] < 860
    for number, name in enumerate(LANES):
        studio.press('Open %s', studio.words.gettext(name))
        time.sleep(4)
        app.tree.nodes = []
        studio.shoot(f'page-{number}')
        page = Tree(app.wait('panel', studio.say('Details of %s', studio.words.gettext(name))))
        for part in ('Diagram', 'Peers', 'Messages') if narrow else ():
            studio.press(part, within=page, role='page tab')
            studio.shoot(f'page-{number}-{part.lower()}')
        studio.press('Pause', within=page)
        time.sleep(SETTLE)
        page.read()
        rows = page.look_sized('label', r'^(\d{3} |event )')
        app.click(rows[len(rows) // 2])
        app.key('Return')
        studio.shoot(f'page-{number}-bytes')
        app.key('Escape')
        studio.press('Sizes', within=page)
        studio.shoot(f'page-{number}-sizes')
        studio.press('Sizes', within=page)
        studio.press('Back')
        time.sleep(SETTLE)
        app.tree.nodes = []


def desks(studio):
    """The lanes of a queue and of a log: how their bus is chosen, and each large."""
    app = studio.app
    narrow = studio.size[0] < 700
    for name in DESKS:
        lane = studio.lane(name)
        if not narrow:
            scroll_down(studio)
        studio.shoot(f'lane-{name.lower()}')
        studio.press('Choose the bus', within=lane)
        studio.shoot(f'lane-{name.lower()}-bus')
        app.key('Escape')
        studio.press('Open %s', studio.words.gettext(name))
        time.sleep(4)
        studio.shoot(f'page-{name.lower()}')
        studio.press('Back')
        time.sleep(SETTLE)
        app.tree.nodes = []
        if not narrow:
            scroll_up(studio)
    # Keys are for the window under it.
    subprocess.run(['xdotool', 'mousemove', '1', '1'], check=True)


def scroll_down(studio):
    subprocess.run(['xdotool', 'mousemove', '60', '120', 'click', '--repeat', '20', '--delay', '10', '5'], check=True)


def scroll_up(studio):
    subprocess.run(['xdotool', 'mousemove', '60', '120', 'click', '--repeat', '20', '--delay', '10', '4',
                    'mousemove', '1990', '1190'], check=True)


def popovers(studio):
    app = studio.app
    lane = studio.lane('Short polling')
    studio.press('Choose the source', within=lane)
    app.wait('text', studio.say('_Path to a number'))
    studio.shoot('source')
    app.write(studio.say('_Address of any JSON'), '127.0.0.1/price')
    studio.press('Read this')
    studio.shoot('source-wrong')
    app.key('Escape')
    with Prices.serve() as url:
        app.wait_gone('text', studio.say('_Path to a number'))
        studio.press('Choose the source', within=lane)
        app.wait('text', studio.say('_Path to a number'))
        app.write(studio.say('_Address of any JSON'), f'{url}/price.json')
        app.write(studio.say('_Path to a number'), '/data/0/price')
        studio.press('Read this')
        app.wait_gone('text', studio.say('_Path to a number'))
        app.wait('label', r'^612\d\d.*5', lane)
        time.sleep(2)
        studio.shoot('json')
    app.wait('label', '127.0.0.1', lane)
    time.sleep(1)
    studio.shoot('json-gone')
    studio.press('Choose the source', within=lane)
    app.wait('text', studio.say('_Path to a number'))
    studio.press('Use the ticker')
    app.wait_gone('text', studio.say('_Path to a number'))
    lane = studio.lane('Server-sent events')
    studio.show(lane, 'Uploads')
    limit = app.wait('combo box', studio.say('Rate limit of uploads')[:-1] + ': ', lane)
    app.wait_still(limit)
    app.click(limit)
    studio.shoot('limit')
    app.key('Escape')
    studio.press('Copy the address', within=lane)
    studio.shoot('toast')
    app.key('F10')
    studio.shoot('menu')
    app.key('Escape')


@contextlib.contextmanager
def stranger(studio, path, user_agent):
    """Somebody's program that listens to a stream."""
    card = Tree(studio.app.wait('panel', studio.say('Request–response')))
    url = urllib.parse.urlsplit(studio.app.wait('label', r'^http://', card).get_name())
    with socket.create_connection((url.hostname, url.port)) as connection:
        connection.sendall(f'GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\nUser-Agent: {user_agent}\r\n'
                           'Accept: text/event-stream\r\n\r\n'.encode())
        yield


def traffic(studio):
    app = studio.app
    with stranger(studio, '/stream', 'curl/8.11.0'):
        studio.press('Traffic', role='page tab')
        app.wait('label', '^curl/8.11.0$')
        time.sleep(2)
        studio.shoot('traffic')
    time.sleep(1)
    for _ in range(2):
        subprocess.run(['xdotool', 'mousemove', '120', '300', 'click', '--repeat', '30', '--delay', '10', '7'], check=True)
    subprocess.run(['xdotool', 'mousemove', '1990', '1190'], check=True)
    studio.shoot('traffic-right')
    studio.press('Dashboard', role='page tab')


def compare(studio):
    """The report that README.md links, a screen at a time."""
    app = studio.app
    app.call(('org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([REPORT.as_uri()], {}))))
    recommended = studio.words.gettext('Recommended: %s').partition('%s')[0]
    app.wait('label', '^' + re.escape(recommended))
    time.sleep(2 * SETTLE)

    def scroll(times, wheel):
        subprocess.run(['xdotool', 'mousemove', str(studio.size[0] // 2), '400', 'click', '--repeat', str(times),
                        '--delay', '30', wheel, 'mousemove', '1990', '1190'], check=True)
    # Where the size before left it.
    scroll(60, '4')
    for number in range(1, 7):
        studio.shoot(f'compare-{number}')
        scroll(6, '5')
    studio.press('Dashboard', role='page tab')


def dialog(studio):
    """The tree of another window, in the size of the look where that is narrower."""
    app = studio.app

    def find():
        program = app.tree.root.get_parent()
        return next((child for child in program.get_children() if child != app.tree.root), None)
    tree = Tree(wait_for(find, 'another window'))
    time.sleep(SETTLE)
    box = tree.root.get_extents()
    width = min(studio.size[0], box.width)
    others = [window for window in app._windows() if window != studio.window]
    for window in others:
        subprocess.run(['xdotool', 'windowsize', window, str(width), str(min(studio.size[1], box.height))], check=True)
        subprocess.run(['xdotool', 'windowmove', window, '0', '0'], check=True)
    time.sleep(SETTLE)
    return tree


def preferences(studio):
    app = studio.app
    app.key('ctrl+comma')
    tree = dialog(studio)
    studio.shoot('preferences-servers')
    app.write(studio.say('Event Stream'), '65536', tree)
    app.write(studio.say('Chat Room'), '8081', tree)
    time.sleep(SETTLE)
    studio.shoot('preferences-servers-wrong')
    app.write(studio.say('Event Stream'), '8888', tree)
    app.write(studio.say('Chat Room'), '8080', tree)
    studio.press('Limits', within=tree, role='page tab')
    studio.shoot('preferences-limits')
    studio.press('Sharing', within=tree, role='page tab')
    studio.shoot('preferences-sharing')
    studio.press('Access', within=tree, role='page tab')
    studio.shoot('preferences-access')
    switch = app.wait('check box', studio.say('Let Other Machines In'), tree)
    switch.do_action()
    time.sleep(SETTLE)
    tree.nodes = []
    app.click(studio.field('Add Host', tree), studio.say('Preferences'))
    app.keys_of('http://example.org')
    app.key('Return')
    time.sleep(SETTLE)
    studio.shoot('preferences-access-wrong')
    subprocess.run(['xdotool', 'mousemove', '180', '400', 'click', '--repeat', '30', '--delay', '10', '5',
                    'mousemove', '1990', '1190'], check=True)
    studio.shoot('preferences-access-below')
    switch.do_action()
    wait_for(lambda: close_dialog(app), 'it to close')


def close_dialog(app):
    """In a field, Escape takes back what was written first."""
    app.key('Escape')
    time.sleep(SETTLE)
    return app.n_windows() == 1


def activate(path, action):
    """By name: with nobody to manage windows, no key reaches this one once another was open."""
    Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        ID, path, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, [], {})), None,
        Gio.DBusCallFlags.NO_AUTO_START, DEADLINE * 1000, None)


def others(studio):
    app = studio.app
    path = '/' + ID.replace('.', '/')
    activate(path + '/window/1', 'show-help-overlay')
    dialog(studio)
    time.sleep(2)
    studio.shoot('shortcuts')
    app.key('Escape')
    wait_for(lambda: app.n_windows() == 1, 'it to close')
    activate(path, 'about')
    dialog(studio)
    time.sleep(2)
    studio.shoot('about')
    app.key('Escape')
    wait_for(lambda: app.n_windows() == 1, 'it to close')


def publish(studio):
    """What is shown in software centres and in README.md."""
    app = studio.app
    for name in ('Long polling', 'Server-sent events', 'WebSocket'):
        studio.show(studio.lane(name), 'Ticker')
    # The last minute is that of the ticker alone.
    time.sleep(45)
    studio.publish('dashboard')
    begin(studio)
    time.sleep(WARM_UP)
    studio.show(studio.lane('Long polling'), 'Validation')
    # The latest is waiting still when the picture is taken.
    for name in ('Giant Steps', 'Naima'):
        ask_for_validation(studio, name)
    studio.publish('stories')
    with stranger(studio, '/stream', 'curl/8.11.0'), stranger(studio, '/channels/ticker', 'Mozilla/5.0 (X11; Linux)'):
        studio.press('Traffic', role='page tab')
        time.sleep(WARM_UP / 2)
        studio.publish('traffic')
    studio.press('Dashboard', role='page tab')
    studio.resize(NARROW)
    studio.lane('Server-sent events')
    studio.publish('narrow')


SCENES = (dashboard, lane_pages, desks, popovers, traffic, compare, preferences, others)


def set_toolkit(look):
    """As a desktop would."""
    config = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0')
    config.mkdir(parents=True, exist_ok=True)
    (config / 'settings.ini').write_text(f'[Settings]\ngtk-font-name={look.font}\n')
    set_resources(f'Xft.dpi:\t{round(96 * look.letters)}\n')
    os.environ.update(look.environ())


@contextlib.contextmanager
def catalogue(language):
    """The toolkit speaks a language only where the program does: for one that it does not
    know, an empty catalogue will do."""
    folder = pathlib.Path(PROGRAM).parent / '../po' / language
    if not language or folder.exists():
        yield
        return
    (folder / 'LC_MESSAGES').mkdir(parents=True)
    subprocess.run(['msgfmt', '-o', folder / 'LC_MESSAGES' / 'roundtrip.mo', '-'], check=True, timeout=DEADLINE,
                   input=b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    try:
        yield
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def studio_for(folder, name, look):
    set_toolkit(look)
    with catalogue(look.language), Application(*look.arguments, unique=True, meet=False) as app, Focus() as focus:
        app.meet_any()
        studio = Studio(app, folder, name, look, focus)
        yield studio
        app.terminate()
        status, said = app.ended_well()
        if status or said:
            studio.complain(f'it ended with {status}: {said}')


def take(folder, name, look, scenes):
    """All pictures of a look."""
    with studio_for(folder, name, look) as studio:
        studio.resize((1600, 1100))
        studio.press('Start all')
        begin(studio)
        time.sleep(WARM_UP)
        for size in look.sizes:
            studio.resize(size)
            for scene in scenes:
                try:
                    scene(studio)
                except (AssertionError, GLib.Error) as error:
                    # The others are wanted all the same.
                    studio.complain(f'{scene.__name__}: {error}')
                    studio.app.key('Escape')


def main():
    folder = pathlib.Path(sys.argv[2])
    names = [name for name in sys.argv[3:] if name in LOOKS]
    scenes = [scene for scene in SCENES if scene.__name__ in sys.argv[3:]]
    display = Display(SCREEN)
    try:
        if 'published' in sys.argv[3:]:
            with studio_for(folder, '', PUBLISHED) as studio:
                studio.resize(PUBLISHED.sizes[0])
                studio.press('Start all')
                publish(studio)
            return
        for name in names or LOOKS:
            take(folder, name, LOOKS[name], scenes or SCENES)
    finally:
        display.end()


main()
