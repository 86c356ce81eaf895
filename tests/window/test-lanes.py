# SPDX-License-Identifier: GPL-3.0-or-later
"""The dashboard as a person uses it: lanes start, count, change and stop."""

import unittest

from support import DESKS, LANES, Application, Focus, main, wait_for


class Dashboard(unittest.TestCase):

    def test_all_lanes_start_count_and_stop(self):
        with Application() as app:
            app.press('^Start all$')
            app.wait_running()
            app.wait('label', '^All lanes: 11 open')
            before = {name: app.figures(name) for name in LANES}
            for name in LANES:
                wait_for(lambda name=name: app.figures(name) != before[name],
                         f'the counters of {name} to change')

            app.press('^Stop all$')
            for name in LANES:
                app.wait_status(name, 'Stopped')
                self.assertEqual(app.figures(name)['Lost'], '0', name)
            app.wait('label', '^All lanes: 0 open')
            app.wait('button', '^Start all$')

    def test_short_polling_is_the_one_with_empty_answers(self):
        with Application() as app:
            app.press('^Start all$')
            wait_for(lambda: app.figures('Short polling')['Empty'] not in ('–', '0 %'),
                     'an empty answer')
            app.wait_running()
            for name in LANES:
                if name != 'Short polling':
                    self.assertEqual(app.figures(name)['Empty'], '0 %', name)

    def test_one_lane_starts_and_stops_alone(self):
        with Application() as app:
            app.press('^Start WebSocket$')
            app.wait_running(['WebSocket'])
            for name in LANES[:-1]:
                app.wait_status(name, 'Stopped')
            app.wait('button', '^Stop all$')
            app.press('^Stop WebSocket$')
            app.wait_status('WebSocket', 'Stopped')

    def test_clients_come_and_go(self):
        with Application() as app:
            lane = app.lane('Server-sent events')
            app.press('^Start Server-sent events$')
            app.wait('label', '^1 connection open$', lane)
            app.set_number('^Number of clients$', lane, 40)
            app.wait('label', '^40 connections open$', lane)
            app.set_number('^Number of clients$', lane, 2)
            app.wait('label', '^2 connections open$', lane)

    def test_counters_can_be_reset(self):
        with Application() as app:
            app.press('^Start Long polling$')
            app.wait_running(['Long polling'])
            app.press('^Stop Long polling$')
            app.wait_status('Long polling', 'Stopped')
            app.press('^Reset the counters$', within=app.lane('Long polling'))
            wait_for(lambda: set(app.figures('Long polling').values()) == {'–'}, 'no figures')
            app.wait('label', '^Nothing yet$', app.lane('Long polling'))

    def test_exchanges_are_forgotten_with_the_counters(self):
        with Application() as app:
            lane = app.lane('Request–response')
            app.press('^Start Request–response$')
            app.wait('label', '^GET /bitcoin → ', lane)
            app.press('^Stop Request–response$')
            app.press('^Reset the counters$', within=lane)
            app.wait('label', '^No exchange yet$', lane)
            app.wait_gone('label', '^GET /bitcoin → ', lane)

    def test_a_stopped_lane_says_when_not_how_long_ago(self):
        with Application() as app:
            lane = app.lane('Server-sent events')
            app.press('^Start Server-sent events$')
            app.wait('label', '(^Now| ago)$', lane)
            app.press('^Stop Server-sent events$')
            app.wait('label', r'^At \d\d:\d\d:\d\d$', lane)

    def test_what_is_sent_is_answered(self):
        with Application() as app:
            lane = app.lane('Request–response')
            app.press('^Start Request–response$')
            app.wait('label', r'^GET /bitcoin → {"coins": -?\d+} · ', lane)
            app.press('^Send$', within=lane)
            app.wait('label', '^POST ping → pong · ', lane)

    def test_wheel_and_page_keys_lead_from_lane_to_lane_where_it_is_narrow(self):
        with Application() as app, Focus() as focus:
            app.resize(360, 800)

            def wait_shown(name):
                wait_for(lambda: 0 <= app.place(app.wait('panel', f'^{name}$'), 0)[0] < 60, f'{name} to be in sight')
            wait_shown(LANES[0])
            for lane in (LANES[0], LANES[1]):
                sentence = app.wait('label', '^(One question|Asks again)', app.lane(lane))
                app.wait_still(sentence)
                # One notch down.
                app._click(sentence, 5, 1)
                wait_shown(LANES[LANES.index(lane) + 1])
            app.key('Tab')
            for _ in range(40):
                if focus.where in [('button', f'Start {name}') for name in LANES]:
                    break
                focus.move(app)
            at = [f'Start {name}' for name in LANES].index(focus.where[1])
            app.wait_still(app.wait('panel', f'^{LANES[at]}$'))
            app.key('Page_Down')
            wait_shown(LANES[at + 1])
            wait_for(lambda: focus.where == ('button', f'Open {LANES[at + 1]}'), 'the focus to come along')

    def test_lanes_start_and_stop_again_and_again(self):
        with Application() as app:
            for _ in range(8):
                app.press('^Start all$')
                app.press('^Stop all$')
            for _ in range(3):
                app.press('^Start all$')
                app.wait_running()
                app.press('^Stop all$')
            for name in LANES:
                app.wait_status(name, 'Stopped')
                self.assertEqual(app.figures(name)['Lost'], '0', name)
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_every_lane_tells_where_it_can_be_reached(self):
        with Application() as app:
            addresses = [app.wait_address(name) for name in LANES]
            self.assertEqual(len(app.tree.find_all('button', '^Copy the address$')), len(LANES) + len(DESKS))
        for name, address in zip(LANES, addresses):
            scheme = 'ws' if name == 'WebSocket' else 'http'
            self.assertRegex(address, rf'^{scheme}://127\.0\.0\.1:\d+/(channels/ticker|bitcoin)$')

    def test_a_lane_without_an_address_has_none_to_copy_or_to_start(self):
        with Application(held=True) as app:
            for name in LANES:
                self.assertFalse(app.can_press('^Copy the address$', app.lane(name)))
                self.assertFalse(app.can_press(f'^Start {name}$'))
            app.let_serve()
            for name in LANES:
                app.wait_address(name)
                self.assertTrue(app.can_press('^Copy the address$', app.lane(name)))
                self.assertTrue(app.can_press(f'^Start {name}$'))


if __name__ == '__main__':
    main()
