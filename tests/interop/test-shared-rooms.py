# SPDX-License-Identifier: GPL-3.0-or-later
"""Two Roundtrips that share a chat room over RabbitMQ, with browsers in it, while one of them is
killed and comes back."""

import json
import signal
import unittest
import urllib.error
import urllib.request

import chromium
import interop
import support
import wire
from rabbitmq import Missing, RabbitMQ

LINES = '[...document.querySelectorAll("#lines li")].map((line) => line.textContent)'
STATUS = 'document.querySelector("#chat .status").textContent'


def setUpModule():
    global browser, broker
    chromium.need()
    try:
        broker = RabbitMQ()
    except Missing as missing:
        raise unittest.SkipTest(str(missing)) from None
    unittest.addModuleCleanup(broker.close)
    browser = chromium.Browser()
    unittest.addModuleCleanup(browser.__exit__)


class SharedRooms(unittest.TestCase):

    def serve(self, port=0):
        serve = support.Serve('--bus', broker.uri, '--port', port)
        self.addCleanup(serve.__exit__)
        support.wait_for(lambda: self.events(serve) is not None, 'the chat room to be shared')
        return serve

    @staticmethod
    def events(serve):
        """Nothing while it catches up."""
        try:
            with urllib.request.urlopen(serve.url('/channels/chat?after=0'), timeout=support.DEADLINE) as answer:
                return [(e['seq'], e['type'], e['data']) for e in json.load(answer)['events']]
        except urllib.error.HTTPError as error:
            assert error.code == 503, error
            return None

    def join(self, serve, name):
        page = browser.open(serve.url('/'))
        self.addCleanup(page.close)
        page.evaluate(f'(() => {{ const {{ name }} = document.getElementById("join").elements;'
                      f'name.value = {json.dumps(name)}; name.focus(); }})()')
        page.press('Enter')
        page.wait_for(f'{STATUS} === "Joined"', f'{name} to have joined')
        return page

    def say(self, page, text):
        page.evaluate('document.querySelector("#say [name=text]").focus()')
        page.call('Input.insertText', text=text)
        page.press('Enter')

    def hear(self, line, *pages):
        for page in pages:
            page.wait_for(f'{LINES}.includes({json.dumps(line)})', f'the line {line!r}')

    def test_one_is_killed_and_comes_back(self):
        port = support.free_port()
        one, two = self.serve(), self.serve(port)
        ada, ben = self.join(one, 'Ada'), self.join(two, 'Ben')
        self.say(ada, 'hello')
        self.hear('Ada hello', ada, ben)
        self.say(ben, 'hi')
        self.hear('Ben hi', ada, ben)

        two.interrupt(signal.SIGKILL)
        two.process.wait(support.DEADLINE)
        ben.wait_for(f'{STATUS} !== "Joined"', 'Ben to notice')
        self.say(ada, 'where are you?')
        self.hear('Ada where are you?', ada)
        with wire.Client(interop.port_of(one, 'chat')) as plain:
            plain.open_websocket('/')
            plain.send_frame(wire.TEXT, b'gone')
            self.hear(f'User{plain.address[1]} gone', ada)

        again = self.serve(port)
        ben.wait_for(f'{STATUS} === "Joined"', 'Ben to be back')
        self.hear('Ada where are you?', ben)
        self.say(ben, 'here')
        self.hear('Ben here', ada, ben)

        for page in (ada, ben):
            said = [line for line in page.evaluate(LINES)
                    if line.startswith(('Ada ', 'Ben ')) and line.split()[1] not in ('joined', 'left')]
            self.assertEqual(said, ['Ada hello', 'Ben hi', 'Ada where are you?', 'Ben here'])
        support.wait_for(lambda: self.events(one) == self.events(again), 'both to have the same')
        numbers = [seq for seq, _, _ in self.events(one)]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))


if __name__ == '__main__':
    support.main()
