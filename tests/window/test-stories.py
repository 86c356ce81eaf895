# SPDX-License-Identifier: GPL-3.0-or-later
"""What lanes can show besides the ticker, as a person uses it."""

import json
import unittest

from support import Application, Focus, Somebody, has_size, has_state, main, wait_for

from gi.repository import Atspi


class Answers(Somebody):
    """A price at /price, and what nobody wants elsewhere."""

    def get(self, path, n_asked):
        return {
            '/price': json.dumps({'data': [{'price': f'{n_asked}.5'}]}),
            '/page': '<html></html>',
            '/deep': '[' * 50000,
            '/long': '123456789012345.5',
        }.get(path)


class Source(unittest.TestCase):

    def open_form(self, app):
        """Opens the form, and waits until it is open: then it is as the source is."""
        app.wait_gone('text', '^Path to a number$')
        app.press('^Choose the source$')
        app.wait('text', '^Path to a number$')

    def choose(self, app, address, path):
        self.open_form(app)
        app.write('^Address of any JSON$', address)
        app.write('^Path to a number$', path)
        app.press('^Read this$')

    def test_a_number_from_anybody_is_read(self):
        with Answers.serve() as server, Application() as app:
            app.press('^Start Short polling$')
            app.wait_running(['Short polling'])
            lane = app.lane('Short polling')
            self.choose(app, server + '/price', '/data/0/price')
            self.assertEqual(app.wait('label', '^http.*/price$', lane).get_name(),
                             server + '/price')
            app.wait('label', r'^\d+\.5$', lane)

            self.open_form(app)
            app.press('^Use the ticker$')
            app.wait('label', '/channels/ticker$', lane)
            app.wait('label', r'^-?\d+$', lane)
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_what_is_wrong_is_said_in_the_form(self):
        with Application() as app:
            self.choose(app, '127.0.0.1/price', '/price')
            app.wait('label', '^An address begins with http:// or https:// and names a server')
            app.write('^Address of any JSON$', 'http://127.0.0.1:9/price')
            app.write('^Path to a number$', '$.price')
            app.press('^Read this$')
            app.wait('label', '^A path begins with “/”')
            app.key('Escape')
            app.wait_gone('label', '^A path begins with “/”')
            app.wait('label', '/channels/ticker$', app.lane('Short polling'))

    def test_figures_are_those_of_the_source_alone(self):
        with Answers.serve() as server, Application() as app:
            app.press('^Start Short polling$')
            app.wait_running(['Short polling'])
            app.press('^Stop Short polling$')
            app.wait_status('Short polling', 'Stopped')
            self.choose(app, server + '/price', '/data/0/price')
            wait_for(lambda: set(app.figures('Short polling').values()) == {'–'}, 'no figures')

    def test_a_number_too_long_for_its_place_keeps_its_size(self):
        with Answers.serve() as server, Application() as app:
            app.press('^Start Short polling$')
            self.choose(app, server + '/long', '')
            app.wait('label', '^1.23457e[+]14$', app.lane('Short polling'))

    def test_what_is_wrong_is_said_in_the_lane(self):
        with Answers.serve() as server, Application() as app:
            lane = app.lane('Short polling')
            app.press('^Start Short polling$')
            app.wait_running(['Short polling'])
            for address, path, words in (
                    ('/page', '', '^Not JSON: at byte 0 there is “<” where a value was expected[.]$'),
                    ('/deep', '/0', '^At byte 64 the JSON is nested deeper'),
                    ('/price', '/cost', '^The answer has nothing at /cost'),
                    ('/price', '/data', '^There is no number at /data, but a list'),
                    ('/nowhere', '', ' answered 404 ')):
                self.choose(app, server + address, path)
                app.wait('label', words, lane)
                app.wait_status('Short polling', 'Retrying' if address == '/nowhere' else 'Unusable')
                # What to ask less often with stays in its place.
                app.wait('spin button', '^Seconds between polls$', lane)
        # Nobody is there any more.
        with Application() as app:
            app.press('^Start Short polling$')
            app.wait_running(['Short polling'])
            self.choose(app, server + '/price', '/data/0/price')
            app.wait('label', '^http://127.0.0.1:.*refused', app.lane('Short polling'))
            app.wait_status('Short polling', 'Retrying')

    def test_polls_go_out_every_fifth_of_a_second_at_most(self):
        with Application() as app:
            interval = app.wait('spin button', '^Seconds between polls$')
            self.assertEqual((*interval.get_value_range(), interval.get_value()), (0.2, 10, 0.25))

    def test_nonsense_changes_no_interval(self):
        with Application() as app:
            lane = app.lane('Short polling')
            app.set_number('^Seconds between polls$', lane, 3)
            every = app.wait('spin button', '^Seconds between polls$', lane)
            app.wait_still(every)
            # One step up from what holds: how a person sees that what was typed is taken.
            for text, seconds in [('abc', 3.05), (' ', 3.1), ('0,5', 0.55), ('4.25', 4.3), ('99', 10)]:
                app.click(every, share=0.2)
                app.key('ctrl+a')
                app.keys_of(text)
                app.key('Up')
                wait_for(lambda seconds=seconds: abs(every.get_value() - seconds) < 0.001,
                         f'{seconds} s after “{text}”')

    def test_what_was_empty_is_told_to_who_does_not_see_it(self):
        with Application() as app:
            app.press('^Start Short polling$')
            lane = app.lane('Short polling')
            wait_for(lambda: 'Empty answers'
                     in lane.find('image', '^The last polls$').get_description(),
                     'the share of empty polls')


class LongPolling(unittest.TestCase):

    SHOWN = {'Ticker': ('image', '^The last minute of what was received$'),
             'Validation': ('text', '^Name of the music$'),
             'Jobs': ('button', '^Submit a job$')}

    def show(self, app, story):
        """Shows @story in the lane, and waits until it is shown: before, nothing in it can
        be pressed."""
        lane = app.lane('Long polling')
        app.press(f'^{story}$', role='page tab', within=lane)
        wait_for(lambda: app.wait(*self.SHOWN[story], lane).get_extents().width > 0, f'{story} to be shown')
        return lane

    def test_a_validation_is_asked_for_with_the_keyboard_alone(self):
        with Application('--speed', '20') as app, Focus() as focus:
            lane = self.show(app, 'Validation')
            while focus.where != ('text', 'Name of the music'):
                focus.move(app)
            app.key('ctrl+a', *'blue', 'Return')
            app.wait('label', r'^The music "blue" is valid\. · \d', lane)
            app.wait('list item', '^blue: The music "blue" is valid', lane)
            # The lane's own clients stood still all the while, and what was asked counts.
            app.wait_status('Long polling', 'Stopped')
            self.assertEqual(app.figures('Long polling')['Empty'], '0 %')
            app.terminate()
            self.assertEqual(app.ended_well(), (0, ''))

    def test_validations_wait_side_by_side_and_are_cancelled(self):
        with Application() as app:
            lane = self.show(app, 'Validation')
            for name in ('One', 'Two'):
                app.write('^Name of the music$', name, lane)
                app.press('^Validate the music$', within=lane)
                app.wait('button', f'^Wait no longer for {name}$', lane)
            app.wait('label', r'^Waiting for [\d.]+ m?s$', lane)
            app.press('^Wait no longer for One$', within=lane)
            app.wait('list item', '^One: Cancelled$', lane)
            app.wait('list item', '^Two: ', lane)
            app.press('^Take One out of the list$', within=lane)
            app.wait_gone('list item', '^One: ', lane)
            app.press('^Close$')
            self.assertEqual(app.ended_well(), (0, ''))

    def test_music_without_a_name_cannot_be_validated(self):
        with Application() as app:
            lane = self.show(app, 'Validation')
            self.assertTrue(app.can_press('^Validate the music$', lane))
            app.write('^Name of the music$', '  ', lane)
            wait_for(lambda: not app.can_press('^Validate the music$', lane),
                     'nothing to validate')

    def test_a_click_on_a_tab_leads_the_keyboard_into_the_story(self):
        with Application() as app, Focus() as focus:
            lane = app.lane('Long polling')
            for story, reached in [('Validation', ('text', 'Name of the music')), ('Ticker', ('page tab', 'Ticker')),
                                   ('Jobs', ('button', 'Submit a job'))]:
                app.click(app.wait('page tab', f'^{story}$', lane))
                wait_for(lambda reached=reached: focus.where == reached, f'the focus to be in {story}')

    def test_a_job_tells_how_far_it_is_and_ends(self):
        with Application('--speed', '10') as app:
            lane = self.show(app, 'Jobs')
            app.press('^Submit a job$', within=lane)
            app.wait('label', r'^\d+ % · waiting for ', lane)
            app.wait('label', '^JobStatus: Complete 100% · ', lane)
            app.wait('list item', r'^job:\d+: JobStatus: Complete 100%$', lane)

    def test_a_key_is_sent_only_where_that_is_wanted(self):
        with Application('--speed', '10') as app, Focus() as focus:
            for story, before, button in [('Jobs', ('button', 'Submit a job'), '^Submit a job$'),
                                          ('Validation', ('spin button', 'Size of the music, in MB'), '^Validate the music$')]:
                lane = self.show(app, story)
                key = next(box for box in lane.find_all('check box', '^Idempotency-Key$') if has_size(box))
                self.assertFalse(has_state(key, Atspi.StateType.CHECKED))
                self.assertTrue(has_state(key, Atspi.StateType.SENSITIVE))
                while focus.where != before:
                    focus.move(app)
                focus.move(app)
                self.assertEqual(focus.where, ('check box', 'Idempotency-Key'))
                app.key('space')
                wait_for(lambda key=key: has_state(key, Atspi.StateType.CHECKED), 'the box to be checked')
                app.press(button, within=lane)
            app.wait('list item', '^New song: The music "New song" is valid', lane)
            lane = self.show(app, 'Jobs')
            app.wait('list item', r'^job:\d+: JobStatus: Complete 100%$', lane)

    def test_the_ticker_goes_on_whatever_is_shown(self):
        with Application() as app:
            app.press('^Start Long polling$')
            app.wait_running(['Long polling'])
            self.show(app, 'Jobs')
            before = app.figures('Long polling')
            wait_for(lambda: app.figures('Long polling') != before, 'the counters to change')
            lane = self.show(app, 'Ticker')
            app.wait('label', '(^Now| ago)$', lane)


if __name__ == '__main__':
    main()
