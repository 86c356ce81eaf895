# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the window share: a display, the real application as a process, and
its accessible tree, which is all they see and touch. No wait lasts longer than DEADLINE
seconds."""

import contextlib
import ctypes
import http.server
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import gi

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402
from accessible import (Listener, ask_extents, ask_names, ask_states, get_process, get_programs,  # noqa: E402
                        read_tree)

DEADLINE = 60
# From wherever a test goes to.
PROGRAM = os.path.abspath(sys.argv[1])
ID = os.environ.get('APPLICATION_ID')
LANES = ('Request–response', 'Short polling', 'Long polling', 'Server-sent events', 'WebSocket')
# Those that work on a bus of their own, whoever serves.
DESKS = ('Queue', 'Log')
# What the toolkit calls a widget that nobody named.
NAMELESS = re.compile(r'^((Gtk|Adw|Rt)[A-Z]\w*)?$')
# GLib drops its table of 2,048 quarks once there are more: threads may still read it. Its
# caller cannot be named in a suppression, as GLib is built without frame pointers.
QUARKS = re.compile(r'\s*=+\n==\d+==ERROR: LeakSanitizer: detected memory leaks\n\n'
                    r'Direct leak of 16384 byte\(s\) in 1 object\(s\) allocated from:\n.*\n.* in g_malloc .*\n\n'
                    r'SUMMARY: AddressSanitizer: 16384 byte\(s\) leaked in 1 allocation\(s\)\.\n')


def end_with_parent():
    """In a child: an accident of the test leaves nothing behind (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Display:
    """An X server on a display nobody else has."""

    def __init__(self, size):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            # Between two programs it has no client, and would begin anew: nobody could connect then.
            ['Xvfb', '-displayfd', str(write), '-screen', '0', f'{size}x24', '-nolisten', 'tcp', '-noreset'],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent)
        os.close(write)
        with os.fdopen(read) as lines:
            os.environ['DISPLAY'] = ':' + lines.readline().strip()

    def end(self):
        self.server.terminate()
        self.server.wait(DEADLINE)


def set_resources(text):
    """Of the display, where large letters are set that a desktop does not set."""
    subprocess.run(['xprop', '-root', '-f', 'RESOURCE_MANAGER', '8s', '-set', 'RESOURCE_MANAGER', text], check=True,
                   timeout=DEADLINE)


class Somebody(http.server.BaseHTTPRequestHandler):
    """Anybody's server, of which subclasses say what get() has at a path, None nothing."""
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        self.server.n_asked += 1
        body = self.get(self.path, self.server.n_asked)
        self.send_response(404 if body is None else 200)
        self.send_header('Content-Length', str(len(body or '')))
        self.end_headers()
        self.wfile.write((body or '').encode())

    def log_message(self, *_):
        pass

    @classmethod
    @contextlib.contextmanager
    def serve(cls):
        """Gives where it is while it is there."""
        with http.server.ThreadingHTTPServer(('127.0.0.1', 0), cls) as server:
            server.daemon_threads = True
            server.n_asked = 0
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield f'http://127.0.0.1:{server.server_port}'
            finally:
                server.shutdown()


def wait_for(condition, what):
    """Asks until @condition gives something, and returns that."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            result = condition()
        except GLib.Error:
            # What was looked at is gone: look again.
            result = None
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f'{what}: not within {DEADLINE} s')


def has_state(node, state):
    return node.get_state_set().contains(state)


def has_size(node):
    box = node.get_extents()
    return box.width > 0 and box.height > 0


def place_at_rest(node):
    """Where @node is, once it has been there for two frames: a page may still be sliding in."""
    def find():
        before = node.get_extents()
        time.sleep(0.04)
        box = node.get_extents()
        same = (box.x, box.y, box.width, box.height) == (before.x, before.y, before.width, before.height)
        return box if same and box.width > 0 and box.height > 0 else None
    return wait_for(find, 'it to be at rest')


class Tree:
    """What is below @root. It is kept, and read anew only when what is looked for is not in it.
    Hidden widgets are not in it."""

    def __init__(self, root):
        self.root = root
        self.nodes = []
        self.children = {}
        self.known = {}
        self.n_reads = 0

    def read(self):
        # A button of a menu becomes another while it is being made: what was wrong is not so for long.
        self.n_reads += 1
        if self.n_reads % 16 == 0:
            self.known = {}
        self.children, roles = read_tree(self.root, self.known)
        self.nodes = []
        if self.root not in roles:
            raise GLib.Error('it is gone')
        self._list(self.root, roles)

    def _list(self, node, roles):
        """As it is read from above to below."""
        if node not in roles:
            return
        self.nodes.append((roles[node], node))
        for child in self.children[node]:
            self._list(child, roles)

    def names(self, role):
        """The nodes with @role, as far as they are known, and their names; None of what is gone."""
        nodes = [node for its_role, node in self.nodes if its_role == role]
        return list(zip(nodes, ask_names(nodes)))

    def look(self, role, name):
        """The nodes with @role and a name that matches @name, as far as they are known."""
        return [node for node, its_name in self.names(role) if its_name is not None and re.search(name, its_name)]

    def look_sized(self, role, name):
        """Those of them that are shown."""
        found = self.look(role, name)
        return [node for node, box in zip(found, ask_extents(found)) if box and box.width > 0 and box.height > 0]

    def find_all(self, role, name):
        known = self.names(role)
        found = [node for node, its_name in known if its_name is not None and re.search(name, its_name)]
        if not found or None in (its_name for _, its_name in known):
            self.read()
            found = self.look(role, name)
        return found

    def find(self, role, name):
        found = self.find_all(role, name)
        return found[0] if found else None

    def _focusable(self, sized):
        self.read()
        found = [(role, node) for (role, node), states in zip(self.nodes, ask_states([node for _, node in self.nodes]))
                 if states and states.contains(Atspi.StateType.FOCUSABLE) and states.contains(Atspi.StateType.SENSITIVE)]
        nodes = [node for _, node in found]
        boxes = ask_extents(nodes) if sized else nodes
        return [(role, name) for (role, _), name, box in zip(found, ask_names(nodes), boxes)
                if None not in (name, box) and (not sized or (box.width > 0 and box.height > 0))]

    def focusable(self, sized=False):
        """Role and name of all that the focus can go to, as they are now. What goes away while it
        is asked may leave an empty name behind: what counts is what it is told twice. If @sized,
        what is on the hidden pages of a GtkStack is left out, which older versions have in
        their tree."""
        first = wait_for(lambda: self._focusable(sized), 'something to focus')
        second = wait_for(lambda: self._focusable(sized), 'something to focus')
        return [control for control in second if control in first]


def find_frame(pid):
    """The first window of a process."""
    for program in get_programs():
        try:
            if get_process(program) == pid:
                return next(iter(program.get_children()), None)
        except GLib.Error:
            # Another one, which is ending.
            continue
    return None


class Application:
    """The window of a program of its own, with settings and state of its own. Where it is
    @unique, whoever starts another one in this session meets it. @settings: as they are
    stored, which need not be what they should. Without @meet it shows no window yet. One
    that is @held does not serve until let_serve(): what it wants to read first is a pipe."""

    def __init__(self, *arguments, files=None, unique=False, held=False, settings=None, meet=True):
        self.held = held
        self.is_met = meet
        self.home = tempfile.mkdtemp(prefix='roundtrip-test-')
        self.errors = open(os.path.join(self.home, 'errors'), 'w+')
        environ = {**os.environ, 'GSETTINGS_BACKEND': 'memory', 'GSK_RENDERER': 'cairo',
                   'GDK_BACKEND': 'x11', 'LC_ALL': 'C.UTF-8', 'XDG_STATE_HOME': self.home,
                   'G_DEBUG': os.environ.get('PROGRAM_G_DEBUG', '')}
        environ.pop('GTK_A11Y', None)
        self.numbers = os.path.join(self.home, 'roundtrip', 'numbers.ini')
        if held:
            os.mkdir(os.path.dirname(self.numbers))
            os.mkfifo(self.numbers)
        if settings is not None:
            self._write_settings(settings)
            environ.update({'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': self.home})
        ports = [] if '--port' in arguments else ['--port', '0']
        # Where one before had the mouse, a tooltip would cover what is to be clicked. In the
        # corner nothing has one, and there all windows are, which get the keys for being under it.
        subprocess.run(['xdotool', 'mousemove', '1', '1'], check=True, timeout=DEADLINE)

        def prepare():
            end_with_parent()
            if files is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        self.process = subprocess.Popen(
            [PROGRAM, *([] if unique else ['--new-instance']), *ports, '--chat-port', '0',
             '--stream-port', '0', *map(str, arguments)],
            env=environ, stdout=self.errors, stderr=self.errors, preexec_fn=prepare)

    def _write_settings(self, settings):
        folder = os.path.join(self.home, 'glib-2.0', 'settings')
        os.makedirs(folder)
        with open(os.path.join(folder, 'keyfile'), 'w') as lines:
            lines.write(f'[{ID.replace(".", "/")}]\n')
            lines.writelines(f'{key}={value}\n' for key, value in settings.items())

    def stored(self):
        """Its settings, as they are in their file now."""
        with open(os.path.join(self.home, 'glib-2.0', 'settings', 'keyfile')) as lines:
            return lines.read()

    def __enter__(self):
        self.tree = None
        if self.is_met:
            self.meet_window()
        return self

    def meet_window(self):
        """Waits for a window, one that was not met before, whose lanes can be started
        unless it is held."""
        met = self.tree and self.tree.root

        def find_new():
            frame = self._find_frame()
            return frame if frame != met else None
        self.tree = Tree(wait_for(find_new, 'the window'))
        self.lanes = {}
        if not self.held:
            self.wait_address(LANES[0])

    def meet_any(self):
        """Waits for the window, whatever language it speaks."""
        self.lanes = {}
        self.tree = Tree(wait_for(self._find_frame, 'the window'))
        self.wait('label', r'^http://')

    def let_serve(self):
        pipe = os.open(self.numbers, os.O_WRONLY)
        os.unlink(self.numbers)
        os.close(pipe)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        self.errors.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _find_frame(self):
        if self.process.poll() is not None:
            raise AssertionError(f'the program ended with {self.process.returncode}: {self.said()}')
        return find_frame(self.process.pid)

    def dialog(self, title):
        """The tree of another window of the program."""
        def find():
            for child in self.tree.root.get_parent().get_children():
                # GTK 4.18 gives its window of shortcuts no name.
                if re.search(title, child.get_name()) or not child.get_name():
                    return child
            return None
        return Tree(wait_for(find, f'a window “{title}”'))

    def n_windows(self):
        return len(self.tree.root.get_parent().get_children())

    def said(self):
        """Everything the program has printed."""
        with open(self.errors.name) as lines:
            return lines.read()

    def ended_well(self):
        """Waits for the program to end by itself; what it printed should be nothing."""
        try:
            status = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'it goes on; it printed: {self.said()}') from None
        return (0, '') if QUARKS.fullmatch(self.said()) else (status, self.said())

    def call(self, *calls):
        """Calls methods of the application over the session bus, each an interface, a
        method and its arguments: it has all of them at once."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.process.send_signal(signal.SIGSTOP)
        try:
            for interface, method, arguments in calls:
                bus.call(ID, '/' + ID.replace('.', '/'), interface, method, arguments, None,
                         Gio.DBusCallFlags.NO_AUTO_START, -1, None, None)
            bus.flush_sync()
        finally:
            self.process.send_signal(signal.SIGCONT)

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def press(self, name, role='button', within=None):
        """Presses the button whose name matches, when it can be pressed. One that opens a
        popover is two of one name, of which the inner one can: in newer GTK a toggle."""
        tree = within or self.tree

        def press():
            return any(has_state(button, Atspi.StateType.SENSITIVE)
                       and button.get_n_actions() > 0
                       and button.do_action()
                       for button in tree.find_all(role, name) + tree.find_all('toggle button', name))
        wait_for(press, f'a button “{name}” to press')

    def key(self, *keys):
        subprocess.run(['xdotool', 'key', *keys], check=True, timeout=DEADLINE)

    def keys_of(self, text):
        """Types @text where the focus is."""
        subprocess.run(['xdotool', 'type', '--delay', '20', text], check=True, timeout=DEADLINE)

    def wait_still(self, node):
        """Waits until @node stays where it is."""
        places = []

        def is_still():
            places.append(self.place(node))
            time.sleep(0.1)
            return len(places) > 4 and len(set(places[-4:])) == 1
        wait_for(is_still, 'a place that stays')

    def _windows(self, *conditions):
        return subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid),
                               *conditions],
                              capture_output=True, text=True, timeout=DEADLINE).stdout.split()

    def _window(self, *conditions):
        """The first one that is on the screen. One that ended has none."""
        def find():
            if self.process.poll() is not None:
                raise AssertionError(f'the program ended with {self.process.returncode}: {self.said()}')
            return self._windows(*conditions)
        return wait_for(find, 'a window on the screen')[0]

    def resize_to(self, width, height):
        """Asks for that size, and does not wait for it."""
        subprocess.run(['xdotool', 'windowsize', self._window(), str(width), str(height)],
                       check=True, timeout=DEADLINE)

    def width(self):
        """How wide what is in the window is."""
        return self.tree.root.get_extents().width

    def resize(self, width, height):
        """Makes the window that large, and waits until it is."""
        self.resize_to(width, height)

        def is_done():
            box = self.tree.root.get_extents()
            # The window has a border that is not in its box.
            return 0 <= width - box.width < 20 and 0 <= height - box.height < 20
        wait_for(is_done, f'a window of {width}×{height}')
        # What was laid out anew is another node.
        self.tree.nodes = []
        self.lanes = {}

    def place(self, node, share=0.5):
        """Where the middle of @node is in the window, or what is at that @share of its width."""
        box = place_at_rest(node)
        return box.x + int(box.width * share), box.y + box.height // 2

    def _click(self, node, button, n_clicks, title=None, share=0.5):
        x, y = self.place(node, share)
        window = self._window(*(['--name', title] if title else []))
        more = ['sleep', '0.02', *self._once(button)] * (n_clicks - 1)
        subprocess.run(['xdotool', 'mousemove', '--window', window, str(x), str(y), *self._once(button), *more],
                       check=True, timeout=DEADLINE)

    @staticmethod
    def _once(button):
        """A click that is over while what was pressed is painted is dropped: GTK asks the display where
        the pointer is, and hears of a button that nobody holds. One of xdotool lasts 12 ms, this none."""
        return ['mousedown', str(button), 'mouseup', str(button)]

    def click(self, node, title=None, share=0.5):
        """Clicks into the middle of @node, or at that @share of its width, which is in the
        window with that @title."""
        self._click(node, 1, 1, title, share)

    def double_click(self, node):
        """Clicks twice into the middle of @node, as fast as a double click is."""
        self._click(node, 1, 2)

    def hold(self, node):
        """Presses a button of the mouse over the middle of @node, until let_go()."""
        x, y = self.place(node)
        subprocess.run(['xdotool', 'mousemove', '--window', self._window(), str(x), str(y), 'mousedown', '1'],
                       check=True, timeout=DEADLINE)

    def let_go(self):
        subprocess.run(['xdotool', 'mouseup', '1'], check=True, timeout=DEADLINE)

    def click_again(self):
        """Clicks where the pointer is, which does not move."""
        subprocess.run(['xdotool', *self._once(1)], check=True, timeout=DEADLINE)

    def wheel(self, node):
        """Turns the mouse wheel down over the middle of @node."""
        self._click(node, 5, 3)

    def wait(self, role, name, within=None):
        return wait_for(lambda: (within or self.tree).find(role, name), f'a {role} “{name}”')

    def wait_gone(self, role, name, within=None):
        tree = within or self.tree

        def is_gone():
            tree.read()
            return not tree.look(role, name)
        wait_for(is_gone, f'no {role} “{name}”')

    def lane(self, name):
        if name not in self.lanes:
            self.lanes[name] = Tree(self.wait('panel', f'^{name}$'))
        return self.lanes[name]

    def wait_status(self, name, word):
        self.wait('label', f'^{word}$', self.lane(name))

    def wait_address(self, name):
        return self.wait('label', r'^\w+://', self.lane(name)).get_name()

    def figures(self, name):
        """The four numbers of a lane by what they are called."""
        found = self.lane(name).find_all('panel', r'^(Empty|Per event|Latency|Lost): ')
        return dict(panel.get_name().split(': ', 1) for panel in found)

    def can_press(self, name, within=None):
        """Whether there is such a button, and it can be pressed."""
        return has_state(self.wait('button', name, within), Atspi.StateType.SENSITIVE)

    def write(self, name, text, within=None):
        """Writes @text into the entry whose name matches, in place of what is there."""
        entry = self.wait('text', name, within)
        wait_for(lambda: entry.set_text(text),
                 f'“{text}” to be in {name}')

    def _has_dialog_focus(self):
        """Whether keys go to a window above the first."""
        focused = subprocess.run(['xdotool', 'getwindowfocus'], capture_output=True, text=True, timeout=DEADLINE).stdout
        return focused.strip() in self._windows()[1:]

    def choose_file(self, path, accept, opens=False):
        """Writes @path into the file dialog that comes, and presses its button @accept, once: a
        Return that came when the dialog was gone would press what opened it again."""
        wait_for(lambda: self.n_windows() > 1, 'the dialog')
        dialog = Tree(self.tree.root.get_parent().get_children()[1])
        if opens:
            wait_for(self._has_dialog_focus, 'the keys to go to the dialog')
            self.key('slash')

        def write():
            # At once: what is typed fast and what the dialog completes get mixed up.
            return any(has_state(entry, Atspi.StateType.FOCUSED) and entry.set_text(str(path))
                       for entry in dialog.find_all('text', ''))
        wait_for(write, 'the path to be in the dialog')
        # GTK 4.8 calls it with its mnemonic as well.
        self.press(f'{accept}$', within=dialog)
        wait_for(lambda: self.n_windows() == 1, 'the dialog to close')

    def set_number(self, name, within, value):
        """Sets the number field @name to @value."""
        field = self.wait('spin button', name, within)
        wait_for(lambda: field.set_value(value), f'{name} to be {value}')

    def type(self, name, within, text):
        """Has @text in the field @name, in place of what was there."""
        field = self.wait('text', name, within)
        wait_for(lambda: field.set_text(text), f'{name} to take text')
        return field

    def wait_running(self, names=LANES):
        for name in names:
            self.wait_status(name, 'Open')
            wait_for(lambda name=name: self.figures(name).get('Latency', '–') != '–',
                     f'figures of {name}')


class Focus:
    """Follows the keyboard's focus: @reached is where it has been, by role and name, @where
    the last of these."""

    def __init__(self):
        self.reached = set()
        self.where = None
        self.n_moves = 0
        self.listener = Listener(self._on_focused)

    def __enter__(self):
        self.listener.register()
        return self

    def __exit__(self, *_):
        self.listener.deregister()

    def _on_focused(self, node):
        try:
            where = (node.get_role_name(), node.get_name())
        except GLib.Error:
            # What had the focus is gone.
            return
        self.n_moves += 1
        self.reached.add(where)
        self.where = where

    def follow_tabs(self, app):
        """From a tab on to the others, by arrows, until that leads nowhere new."""
        before = None
        while self.where[0] == 'page tab' and len(self.reached) != before:
            before = len(self.reached)
            app.key('Right')
            end = time.monotonic() + 2
            while len(self.reached) == before and time.monotonic() < end:
                GLib.MainContext.default().iteration(False)
                time.sleep(0.02)

    def reach(self, app, wanted, n_moves):
        """Moves it on until all that is @wanted was reached, or @n_moves times in vain. Newer
        versions stop once for all tabs, where arrows lead from one to the next: a second round
        goes there. In older ones nothing is left for that."""
        for number in range(2 * n_moves):
            if wanted <= self.reached:
                break
            self.move(app)
            if number > n_moves:
                self.follow_tabs(app)

    def move(self, app):
        """Moves it on by one, and waits until it is there."""
        self.n_moves = 0
        app.key('Tab')
        wait_for(lambda: self.n_moves > 0, 'the focus to move')


def main(size='1300x900'):
    display = Display(size)
    try:
        tap.main(*sys.argv[2:])
    finally:
        display.end()
