# SPDX-License-Identifier: GPL-3.0-or-later
"""The lanes of a queue and of a log as a person uses them, on the embedded bus."""

import unittest

# The first of these finds the others.
from support import Application, Atspi, has_state, main, wait_for
import amqp
from ports import free_port
from rabbitmq import Missing, RabbitMQ


def wait_number(app, lane, caption, holds):
    """Waits until the figure @caption of @lane is a number for which that holds."""
    def get():
        found = lane.find_all('panel', f'^{caption}: ')
        value = found[0].get_name().split(': ', 1)[1] if found else ''
        return value.isdigit() and holds(int(value))
    wait_for(get, f'{caption} as wanted')


def start_queue(app):
    """Starts it empty: what others left is there, as it is durable."""
    lane = app.lane('Queue')
    app.press('^Start Queue$')
    app.wait_status('Queue', 'Open')
    app.press('^More of the queue$', within=lane)
    app.press('^Empty the queue$', within=lane)
    app.key('Escape')
    wait_number(app, lane, 'Unacked', lambda n: n <= 1)
    return lane


class Bus(Application):
    """With room for all lanes."""

    def __enter__(self):
        super().__enter__()
        self.resize(1880, 1150)
        return self


class Queue(unittest.TestCase):

    def test_without_a_wire_there_is_none_to_count_on(self):
        with Bus() as app:
            lane = start_queue(app)
            app.set_number('^Jobs a second$', lane, 20)
            wait_number(app, lane, 'Acked', lambda n: n > 0)
            wait_for(lambda: app.figures('Queue').get('Per event') == 'No wire', 'it to be said')
            app.wait('label', '^All lanes: [1-9][0-9]* open · 0 B/s · – overhead$')
            app.press('^Open Queue$')
            app.wait('panel', '^Overhead: No wire$')
            app.wait('panel', '^Payload in: [1-9]')

    def test_what_is_not_acknowledged_comes_back(self):
        with Bus() as app:
            lane = start_queue(app)
            app.set_number('^Jobs a second$', lane, 20)
            wait_number(app, lane, 'Acked', lambda n: n > 0)
            wait_number(app, lane, 'Unacked', lambda n: n == 10)

            app.press(r'^Kill consumer \d+:', within=lane)
            app.wait('spin button', '^Number of consumers$', lane)
            wait_number(app, lane, 'Unacked', lambda n: n == 5)
            app.set_number('^Number of consumers$', lane, 2)
            wait_number(app, lane, 'Redelivered', lambda n: n >= 1)

            app.press('^Stop Queue$')
            app.wait_status('Queue', 'Stopped')

    def test_the_rule_is_in_force_once_it_is_applied(self):
        with Bus() as app:
            lane = start_queue(app)
            app.set_number('^Jobs a second$', lane, 20)
            wait_number(app, lane, 'Unacked', lambda n: n == 10)

            rule = app.wait('text', '^Rule for acknowledging$', lane)
            app.click(rule)
            rule.set_text('number ==')
            app.wait('label', '^The rule ', lane)
            rule.set_text('number > 0')
            app.wait('label', '^Not in force yet', lane)
            app.key('Escape')
            app.wait_gone('label', '^Not in force yet', lane)

            app.set_number('^Jobs a second$', lane, 0)
            rule.set_text('number')
            app.wait('label', '^Not in force yet', lane)
            wait_number(app, lane, 'Unacked', lambda n: n == 10)
            app.key('Return')
            app.wait_gone('label', '^Not in force yet', lane)
            wait_number(app, lane, 'Unacked', lambda n: n == 0)
            wait_number(app, lane, 'Ready', lambda n: n == 0)

    def test_a_bus_that_is_not_there_is_said_to_be_and_kept(self):
        with Bus(settings={'lane-buses': "{'log': 'amqp://127.0.0.1:1/'}"}) as app:
            app.wait('label', r'^amqp://127.0.0.1:1/events\?kind=log$', app.lane('Log'))
            lane = app.lane('Queue')
            app.press('^Choose the bus$', within=lane)
            app.wait('check box', '^Embedded$', lane)
            app.key('Down', 'Down')
            app.wait('label', '^This bus has no queues, only logs')
            app.key('Up')
            address = app.wait('text', '^Address$')
            address.set_text('amqp://[')
            app.press('^Test$')
            wait_for(lambda: app.can_press('^Test$'), 'it to be refused')
            app.tree.read()
            self.assertEqual(len(app.tree.look_sized('label', 'is no address of a bus')), 1)

            place = f'127.0.0.1:{free_port()}/'
            address.set_text(f'amqp://guest:se%25cret@{place}')
            app.press('^Test$')
            app.wait('label', '127.0.0.1')

            app.press('^Use this$')
            app.wait('label', '^The password is forgotten when Roundtrip ends')
            app.key('Escape')
            app.wait('label', f'^amqp://guest@{place}jobs$', lane)
            app.press('^Start Queue$')
            app.wait_status('Queue', 'Retrying')
            app.wait('label', r'^(Tries again in \d+ s|Trying again)$', lane)
            wait_for(lambda: f"'queue': 'amqp://guest@{place}'" in app.stored(), 'it to be stored')
            self.assertIn("'log': 'amqp://127.0.0.1:1/'", app.stored())
            self.assertNotIn('cret', app.stored())


class Broker(unittest.TestCase):
    """What the queue's lane says of a real RabbitMQ, and remembers of its address."""

    @classmethod
    def setUpClass(cls):
        try:
            cls.broker = RabbitMQ()
        except Missing as missing:
            raise unittest.SkipTest(str(missing)) from missing
        cls.addClassCleanup(cls.broker.close)

    def choose(self, app, lane, engine, *keys):
        """By @keys, from the one that is in use. Its popover is open then."""
        app.press('^Choose the bus$', within=lane)
        app.wait('check box', '^Embedded$', lane)
        self.turn_to(app, lane, engine, *keys)

    def turn_to(self, app, lane, engine, *keys):
        app.key(*keys)
        button = app.wait('check box', f'^{engine}$', lane)
        wait_for(lambda: has_state(button, Atspi.StateType.CHECKED), f'{engine} to be chosen')

    def test_a_queue_that_is_declared_otherwise_is_said_to_be(self):
        amqp.declare(self.broker.port, 'jobs', durable=False)
        with Bus() as app:
            lane = app.lane('Queue')
            self.choose(app, lane, 'RabbitMQ', 'Down')
            app.type('^Address$', lane, f'amqp://127.0.0.1:{self.broker.port}/')
            app.press('^Test$')
            words = ('“jobs” exists in the virtual host “/” and is declared otherwise: “durable” is false, and should be '
                     'true. Delete it there, or use another name or virtual host.')
            app.wait('label', f'^{words}$', lane)

            app.press('^Use this$')
            app.press('^Start Queue$')
            app.wait_status('Queue', 'Failed')
            app.wait('label', words, lane)

    def use(self, app, lane, address):
        app.press('^Use this$')
        app.wait('label', f'^{address}jobs$', lane)

    def test_an_address_is_there_when_its_engine_is_chosen_again(self):
        place = f'amqp://guest@127.0.0.1:{self.broker.port}/'
        with Bus(settings={}) as app:
            lane = app.lane('Queue')
            self.choose(app, lane, 'RabbitMQ', 'Down')
            app.type('^Address$', lane, 'amqp://half.typed/')
            self.turn_to(app, lane, 'Kafka', 'Down')
            self.turn_to(app, lane, 'RabbitMQ', 'Up')
            self.use(app, lane, 'amqp://half.typed/')

            app.press('^Choose the bus$', within=lane)
            app.type('^Address$', lane, place.replace('guest', 'guest:se%25cret'))
            self.use(app, lane, place)
            app.wait('label', '^This password is not kept: RabbitMQ refuses it', lane)
            app.key('Escape')
            self.choose(app, lane, 'Embedded', 'Up')
            self.use(app, lane, 'embedded:jobs/')
            self.choose(app, lane, 'RabbitMQ', 'Down')
            self.use(app, lane, place)
            wait_for(lambda: f"lane-addresses={{'queue': ['{place}']}}" in app.stored(), 'it to be stored')
            self.assertNotIn('cret', app.stored())

    def test_an_address_is_there_in_the_next_run(self):
        place = f'amqp://guest@127.0.0.1:{self.broker.port}/'
        with Bus(settings={'lane-addresses': f"{{'queue': ['http://nonsense', '{place}']}}"}) as app:
            lane = app.lane('Queue')
            self.choose(app, lane, 'RabbitMQ', 'Down')
            self.use(app, lane, place)


class Log(unittest.TestCase):

    def test_groups_read_each_for_itself_and_again(self):
        with Bus() as app:
            lane = app.lane('Log')
            app.press('^Start Log$')
            app.wait_status('Log', 'Open')
            app.set_number('^Messages a second$', lane, 50)
            app.set_number('^Milliseconds of work', lane, 0)
            wait_number(app, lane, 'Published', lambda n: n > 20)

            app.press('^Add a group$', within=lane)
            app.wait('panel', '^Group B$', lane)
            app.wait('label', '^B1: 0 1 2$', lane)
            app.set_number('^How many members group A', lane, 2)
            app.wait('label', r'^A1: \d.* A2: \d', lane)

            app.press('^Rewind group B', within=lane)
            app.press('^To the beginning$', within=lane)
            wait_number(app, lane, 'Replayed', lambda n: n > 20)
            wait_number(app, lane, 'Missed', lambda n: n == 0)

    def test_its_page_shows_what_it_costs(self):
        with Bus() as app:
            app.press('^Start Log$')
            app.wait_status('Log', 'Open')
            app.press('^Open Log$')
            app.wait('panel', '^Details of Log$')
            app.wait('label', '^All is kept')


if __name__ == '__main__':
    main('1900x1200')
