# SPDX-License-Identifier: GPL-3.0-or-later
"""A window at the left top corner of which a file, $1, can be dragged away."""

import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def on_activate(application):
    uri = Gio.File.new_for_path(sys.argv[1]).get_uri()
    files = Gdk.ContentProvider.new_for_bytes('text/uri-list', GLib.Bytes.new(f'{uri}\r\n'.encode()))
    source = Gtk.DragSource(content=files, actions=Gdk.DragAction.COPY)
    label = Gtk.Label(label='Drag me', hexpand=True, vexpand=True)
    label.add_controller(source)
    window = Gtk.ApplicationWindow(application=application, child=label, decorated=False)
    window.set_default_size(100, 100)
    window.present()


application = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
application.connect('activate', on_activate)
application.run([])
