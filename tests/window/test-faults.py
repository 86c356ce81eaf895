# SPDX-License-Identifier: GPL-3.0-or-later
"""What is broken on purpose from a lane's menu, as a person does it: what it does to the lane is
said, what lasts is said as long as it does, and all of it is mended."""

import re
import unittest

from accessible import ask_names
from support import (NAMELESS, Application, Atspi, Focus, Somebody, Tree, has_size, has_state, main,
                     wait_for)

OPEN, CUT, STOP, FAULTS, MEND = ('Open', 'Cut All Connections Now', 'Stop the Server for 3 Seconds', 'Faults…',
                                 'Mend Everything')
RESUME = 'Resume Where It Left Off'
ON_CARD = (OPEN, CUT, STOP, FAULTS, MEND, RESUME)
ON_PAGE = ON_CARD[1:]


class Price(Somebody):

    def get(self, path, n_asked):
        return '{"price": 42}'


def items(app, names):
    """The items of the menu that is open, by name. GTK 4.18 tells no names: there they go by order."""
    app.tree.read()
    nodes = app.tree.look_sized('menu item', '')
    told = ask_names(nodes)
    return len(nodes) == len(names) and (told == list(names) or not any(told)) and dict(zip(names, nodes, strict=True))


def open_menu(app, lane, names=ON_CARD):
    app.press(f'^Menu of {lane}$')
    return wait_for(lambda: items(app, names), f'a menu of {names}')


def choose(app, lane, name, names=ON_CARD):
    open_menu(app, lane, names)[name].do_action()


def start(app, lane):
    app.press(f'^Start {lane}$')
    app.wait_status(lane, 'Open')


def open_faults(app, lane):
    choose(app, lane, FAULTS)
    return app.dialog(f'^Faults of {lane}$')


def switch(app, dialog, name):
    """Turns it over, once."""
    toggle = dialog.find('check box', f'^{name}$') or app.wait('switch', f'^{name}$', dialog)
    toggle.do_action()
    return toggle


def said(tree, pattern):
    tree.read()
    return ask_names(tree.look_sized('label', pattern))


def close(app):
    app.key('Escape')
    wait_for(lambda: app.n_windows() == 1, 'it to close')


class Menu(unittest.TestCase):

    def test_the_keyboard_cuts_and_the_page_says_what_it_cost(self):
        with Application() as app, Focus() as focus:
            start(app, 'WebSocket')
            app.press('^Open WebSocket$')
            page = Tree(app.wait('panel', '^Details of WebSocket$'))
            for _ in range(60):
                if focus.where and focus.where[1] == 'Menu of WebSocket':
                    break
                focus.move(app)
            app.key('Return')
            wait_for(lambda: items(app, ON_PAGE), 'the menu')
            app.key('Return')
            wait_for(lambda: said(page, 'Connection cut'), 'it to be said')
            wait_for(lambda: said(page, '(Open again|Resumed).* after '), 'how long it took to be said')
            chart = app.wait('image', '^The last minute of payload', page)
            wait_for(lambda: re.search('(Open again|Resumed).* after ', chart.get_description()),
                     'the chart to say it to who does not see its marks')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_it_opens_the_page(self):
        with Application() as app:
            choose(app, 'WebSocket', OPEN)
            page = app.wait('panel', '^Details of WebSocket$')
            wait_for(lambda: has_size(page), 'the page to be shown')

    def test_a_lane_that_stands_still_has_nothing_to_cut_or_mend(self):
        with Application() as app:
            menu = open_menu(app, 'WebSocket')
            self.assertEqual([name for name in ON_CARD if has_state(menu[name], Atspi.StateType.SENSITIVE)],
                             [OPEN, STOP, FAULTS, RESUME])

    def test_somebody_elses_server_cannot_be_stopped(self):
        with Price.serve() as url, Application() as app:
            lane = app.lane('Short polling')
            app.press('^Choose the source$', within=lane)
            app.write('^Address of any JSON$', f'{url}/price')
            app.write('^Path to a number$', '/price')
            app.press('^Read this$')
            app.wait_gone('text', '^Path to a number$')
            menu = open_menu(app, 'Short polling')
            self.assertFalse(has_state(menu[STOP], Atspi.StateType.SENSITIVE))


class Server(unittest.TestCase):

    def test_all_lanes_lose_a_server_that_stops_and_find_it_again(self):
        with Application() as app:
            start(app, 'WebSocket')
            start(app, 'Server-sent events')
            choose(app, 'WebSocket', STOP)
            for lane in ('WebSocket', 'Server-sent events'):
                app.wait('label', '^Broken on purpose: server stopped$', app.lane(lane))
            for lane in ('WebSocket', 'Server-sent events'):
                app.wait_gone('label', '^Broken on purpose: ', app.lane(lane))
                app.wait_status(lane, 'Open')


class Faults(unittest.TestCase):

    def test_an_error_is_seen_on_the_lane_alone_until_it_is_mended(self):
        with Application() as app:
            start(app, 'Short polling')
            start(app, 'Long polling')
            dialog = open_faults(app, 'Short polling')
            switch(app, dialog, 'Answer with Errors')
            app.wait('combo box', '^Answer', dialog)
            close(app)
            lane = app.lane('Short polling')
            app.wait('label', '^Broken on purpose: answered 503$', lane)
            app.wait_status('Short polling', 'Retrying')
            app.wait_status('Long polling', 'Open')
            app.press('^Mend$', within=lane)
            app.wait_gone('label', '^Broken on purpose: ', lane)
            app.wait_status('Short polling', 'Open')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_what_is_broken_is_said_with_its_values(self):
        with Application() as app:
            dialog = open_faults(app, 'WebSocket')
            switch(app, dialog, 'Delay')
            app.set_number('^Milliseconds$', dialog, 250)
            app.set_number('^More or less at most$', dialog, 50)
            switch(app, dialog, 'Swallow')
            app.wait('label', '^Broken on purpose: delayed by 250 ms ± 50(.0)? ms, one event in 10 swallowed$',
                     app.lane('WebSocket'))
            app.press('^Mend All$', within=dialog)
            app.wait_gone('label', '^Broken on purpose: ', app.lane('WebSocket'))
            wait_for(lambda: not has_state(dialog.find_all('check box', '^Delay$')[0], Atspi.StateType.CHECKED)
                     if dialog.find_all('check box', '^Delay$') else not said(dialog, '^Milliseconds$'),
                     'it to be switched off')

    def test_what_is_broken_still_is_found_again(self):
        with Application() as app:
            dialog = open_faults(app, 'WebSocket')
            switch(app, dialog, 'Cut')
            app.set_number('^After$', dialog, 3)
            app.wait('label', '^Broken on purpose: cut after 3 events$', app.lane('WebSocket'))
            close(app)
            dialog = open_faults(app, 'WebSocket')
            field = app.wait('spin button', '^After$', dialog)
            self.assertEqual(field.get_value(), 3)

    def test_everything_that_takes_the_focus_has_a_name(self):
        with Application() as app:
            dialog = open_faults(app, 'WebSocket')
            for name in ('Delay', 'Limit', 'Cut', 'Answer with Errors', 'Lose Answers', 'Swallow', 'Duplicate'):
                switch(app, dialog, name)
            self.assertEqual([(role, name) for role, name in dialog.focusable(sized=True)
                              if role not in ('list', 'list item', 'filler', 'scroll pane', 'panel')
                              and NAMELESS.match(name)], [])


if __name__ == '__main__':
    main()
