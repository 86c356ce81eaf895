# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessible trees of programs, asked for over the bus itself (AT-SPI 2). Many questions are
on their way together: who asks one after the other waits for a program that paints as often
as there are answers."""

import collections
import gc

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PREFIX = 'org.a11y.atspi.'
PROPERTIES = 'org.freedesktop.DBus.Properties'
REGISTRY = PREFIX + 'Registry'
ROOT = '/org/a11y/atspi/accessible/root'
NOBODY = '/org/a11y/atspi/null'
ANSWER_MS = 20000
# What older versions of AT-SPI, and newer ones of GTK, call otherwise.
ROLES = {'push button': 'button', 'grouping': 'panel'}
# In the coordinates of the window.
WINDOW = GLib.Variant('(u)', (1,))

Box = collections.namedtuple('Box', 'x y width height')
Question = collections.namedtuple('Question', 'node interface method arguments')


class Bus:
    """The accessibility bus, once somebody asks."""

    connection = None

    @classmethod
    def get(cls):
        if cls.connection is None:
            session = Gio.bus_get_sync(Gio.BusType.SESSION)
            address, = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                         Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()
            flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
            cls.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        return cls.connection


def ask_all(questions):
    """What is answered to each, in their order; None where there is no answer, as from what
    is gone."""
    bus = Bus.get()
    answers = [None] * len(questions)
    context = GLib.MainContext()
    left = len(questions)

    def on_answer(_, result, index):
        nonlocal left
        left -= 1
        try:
            answers[index] = bus.call_finish(result).unpack()
        except GLib.Error:
            pass

    context.push_thread_default()
    try:
        for index, (node, interface, method, arguments) in enumerate(questions):
            bus.call(node.owner, node.path, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START,
                     ANSWER_MS, None, on_answer, index)
        while left > 0:
            context.iteration(True)
    finally:
        context.pop_thread_default()
    return answers


class States:

    def __init__(self, words):
        self.bits = sum(word << 32 * index for index, word in enumerate(words))

    def contains(self, state):
        return bool(self.bits >> int(state) & 1)


class Node:
    """Something in a program's tree. Everything about it is as it is when it is asked."""

    __slots__ = ('owner', 'path')

    def __init__(self, owner, path):
        self.owner = owner
        self.path = path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    def question(self, interface, method, arguments=None):
        return Question(self, PREFIX + interface, method, arguments)

    def question_property(self, interface, name):
        return Question(self, PROPERTIES, 'Get', GLib.Variant('(ss)', (PREFIX + interface, name)))

    def _ask(self, question):
        answer = Bus.get().call_sync(self.owner, self.path, question.interface, question.method, question.arguments,
                                     None, Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()
        return answer[0] if answer else None

    def get_name(self):
        return self._ask(self.question_property('Accessible', 'Name'))

    def get_description(self):
        return self._ask(self.question_property('Accessible', 'Description'))

    def get_role_name(self):
        return role_name(self._ask(self.question('Accessible', 'GetRole')))

    def get_state_set(self):
        return States(self._ask(self.question('Accessible', 'GetState')))

    def get_parent(self):
        return Node(*self._ask(self.question_property('Accessible', 'Parent')))

    def get_children(self):
        return [Node(*child) for child in self._ask(self.question('Accessible', 'GetChildren'))
                if child[1] != NOBODY]

    def get_extents(self):
        return Box(*self._ask(self.question('Component', 'GetExtents', WINDOW)))

    def get_n_actions(self):
        try:
            return self._ask(self.question_property('Action', 'NActions'))
        except GLib.Error:
            return 0

    def do_action(self):
        return self._ask(self.question('Action', 'DoAction', GLib.Variant('(i)', (0,))))

    def get_text(self):
        """Empty where it has none."""
        try:
            return self._ask(self.question('Text', 'GetText', GLib.Variant('(ii)', (0, -1))))
        except GLib.Error:
            return ''

    def set_text(self, text):
        return self._ask(self.question('EditableText', 'SetTextContents', GLib.Variant('(s)', (text,))))

    def get_value(self):
        return self._ask(self.question_property('Value', 'CurrentValue'))

    def get_value_range(self):
        """The least and the most."""
        return tuple(self._ask(self.question_property('Value', name)) for name in ('MinimumValue', 'MaximumValue'))

    def set_value(self, value):
        arguments = GLib.Variant('(ssv)', (PREFIX + 'Value', 'CurrentValue', GLib.Variant('d', value)))
        self._ask(Question(self, PROPERTIES, 'Set', arguments))
        return True


def role_name(role):
    name = Atspi.role_get_name(Atspi.Role(role))
    return ROLES.get(name, name)


def firsts(answers, make=lambda answer: answer):
    return [None if answer is None else make(answer[0]) for answer in answers]


def ask_names(nodes):
    return firsts(ask_all([node.question_property('Accessible', 'Name') for node in nodes]))


def ask_states(nodes):
    return firsts(ask_all([node.question('Accessible', 'GetState') for node in nodes]), States)


def ask_extents(nodes):
    return firsts(ask_all([node.question('Component', 'GetExtents', WINDOW) for node in nodes]), lambda box: Box(*box))


def ask_roles(nodes):
    return firsts(ask_all([node.question('Accessible', 'GetRole') for node in nodes]), role_name)


def read_tree(root, known):
    """The children of each node that is below @root or is it, and the roles of all, a level at a
    time. What goes away meanwhile is not among them. @known: the roles of nodes, which stay what
    they are, and are asked for once."""
    children, roles, level = {}, {}, [root]
    # Its collector looks at all that is on its way, again and again.
    gc.disable()
    try:
        while level:
            unknown = [node for node in level if node not in known]
            known.update((node, role) for node, role in zip(unknown, ask_roles(unknown)) if role is not None)
            level = [node for node in level if node in known]
            # Half of all are labels, which have none.
            parents = [node for node in level if known[node] != 'label']
            below = dict(zip(parents, ask_all([node.question('Accessible', 'GetChildren') for node in parents])))
            following = []
            for node in level:
                answer = below.get(node, ([],))
                if answer is None:
                    continue
                roles[node] = known[node]
                children[node] = [Node(*child) for child in answer[0] if child[1] != NOBODY]
                following += children[node]
            level = following
    finally:
        gc.enable()
    return children, roles


def get_programs():
    """The roots of all that are on the bus."""
    return Node(REGISTRY, ROOT).get_children()


def get_process(node):
    """The number of its process."""
    return Bus.get().call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                               'GetConnectionUnixProcessID', GLib.Variant('(s)', (node.owner,)), None,
                               Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()[0]


class Listener:
    """Calls @callback with whatever gets the focus."""

    EVENT = 'object:state-changed:focused'

    def __init__(self, callback):
        self.callback = callback

    def _register(self, method, signature, *arguments):
        Bus.get().call_sync(REGISTRY, '/org/a11y/atspi/registry', REGISTRY, method,
                            GLib.Variant(signature, (self.EVENT, *arguments)), None, Gio.DBusCallFlags.NONE, ANSWER_MS,
                            None)

    def _on_event(self, _, owner, path, _interface, _signal, details):
        if details.unpack()[1]:
            self.callback(Node(owner, path))

    def register(self):
        self.subscription = Bus.get().signal_subscribe(None, PREFIX + 'Event.Object', 'StateChanged', None, 'focused',
                                                       Gio.DBusSignalFlags.NONE, self._on_event)
        self._register('RegisterEvent', '(sass)', [], '')

    def deregister(self):
        Bus.get().signal_unsubscribe(self.subscription)
        self._register('DeregisterEvent', '(s)')
