# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels in the web page beside the ticker: a chat between pages and other programs,
requests that are held for a verdict, and a file that goes up."""

import hashlib
import json
import pathlib
import shutil
import signal
import tempfile
import unittest

import chromium
import interop
import support
import wire

LINES = '[...document.querySelectorAll("#lines li")].map((line) => line.textContent)'
MEGABYTE = 1024 * 1024


def setUpModule():
    global browser
    browser = chromium.Browser()


def tearDownModule():
    browser.__exit__()


class WebStories(unittest.TestCase):
    def setUp(self):
        self.state = pathlib.Path(tempfile.mkdtemp(prefix='roundtrip-test-'))
        self.addCleanup(shutil.rmtree, self.state, ignore_errors=True)
        self.serve = self.start_server()

    def start_server(self, *arguments):
        serve = support.Serve(*arguments, environment={
            'XDG_STATE_HOME': str(self.state), 'XDG_CACHE_HOME': str(self.state / 'cache')})
        self.addCleanup(serve.__exit__)
        return serve

    def open(self, url=None):
        page = browser.open(url or self.serve.url('/'))
        self.addCleanup(page.close)
        return page

    def join(self, page, name):
        page.evaluate(f'(() => {{ const {{ name }} = document.getElementById("join").elements;'
                      f'name.value = {json.dumps(name)}; name.focus(); }})()')
        page.press('Enter')
        page.wait_for('document.querySelector("#chat .status").textContent === "Joined"', f'{name} to have joined')

    def say(self, page, text):
        """By keyboard alone: joining has put the focus there."""
        page.wait_for('document.activeElement.name === "text"', 'the focus')
        page.call('Input.insertText', text=text)
        page.press('Enter')

    def wait_for_line(self, page, line):
        page.wait_for(f'{LINES}.includes({json.dumps(line)})', f'the line {line!r}')

    def test_two_pages_and_a_program_talk(self):
        ada, ben = self.open(), self.open()
        self.join(ada, 'Ada')
        self.say(ada, 'first')
        self.wait_for_line(ada, 'Ada first')
        self.join(ben, 'Ben')
        self.wait_for_line(ben, 'Ada first')
        self.wait_for_line(ada, 'Ben joined')
        self.say(ben, 'hi <b>there</b> ✓')
        for page in (ada, ben):
            self.wait_for_line(page, 'Ben hi <b>there</b> ✓')

        with wire.Client(interop.port_of(self.serve, 'chat')) as plain:
            plain.open_websocket('/')
            name = f'User{plain.address[1]}'
            self.wait_for_line(ada, f'{name} joined')
            plain.send_frame(wire.TEXT, b'from a program')
            self.wait_for_line(ben, f'{name} from a program')
            self.say(ada, 'welcome')
            heard = []
            while not heard or heard[-1] != 'Ada says: welcome':
                heard.append(plain.frame().payload.decode())
        self.wait_for_line(ben, f'{name} left')

        with wire.Client(interop.port_of(self.serve)) as structured:
            structured.open_websocket('/channels/chat?type=say&name=Cem', 'Sec-WebSocket-Protocol: roundtrip.v1')
            structured.send_frame(wire.TEXT, json.dumps({'name': 'Cem', 'text': 'from a channel'}).encode())
            self.wait_for_line(ada, 'Cem from a channel')

        ben.evaluate('document.querySelector("#join button").click()')
        self.wait_for_line(ada, 'Ben left')
        self.assertEqual(ada.complaints() + ben.complaints(), [])

    def test_who_leaves_before_the_server_answered_has_left(self):
        page = self.open()
        status = 'document.querySelector("#chat .status").textContent'
        self.serve.interrupt(signal.SIGSTOP)
        page.evaluate('document.querySelector("#join button").click()')
        self.assertEqual(page.evaluate(status), 'Joining')
        page.evaluate('document.querySelector("#join button").click()')
        self.serve.interrupt(signal.SIGKILL)
        page.wait_for('fetch("/hello").then(() => false, () => true)', 'the server to be gone')
        self.assertEqual(page.evaluate(status), 'Not joined')

    def test_who_was_cut_off_misses_nothing_and_hears_nothing_twice(self):
        proxy = interop.Proxy(interop.port_of(self.serve))
        self.addCleanup(proxy.close)
        ada = self.open(f'{proxy.url}/')
        ben = self.open()
        self.join(ada, 'Ada')
        self.join(ben, 'Ben')
        self.say(ben, 'before')
        self.wait_for_line(ada, 'Ben before')
        proxy.cut()
        self.say(ben, 'meanwhile')
        self.wait_for_line(ada, 'Ben meanwhile')
        said = [line for line in ada.evaluate(LINES) if line.startswith('Ben ')]
        self.assertEqual(said, ['Ben joined', 'Ben before', 'Ben meanwhile'])

    def test_verdicts_are_waited_for(self):
        page = self.open(self.start_server('--speed', 20).url('/'))
        page.evaluate('document.querySelector("#validation button").click()')
        page.evaluate('document.querySelector("#job button").click()')
        self.assertTrue(page.evaluate('document.querySelector("#validation button").disabled'), 'two wait at a time')
        rows = '[...document.querySelectorAll("#verdicts li")].map((row) => row.textContent)'
        page.wait_for(f'{rows}.some((text) => text.startsWith(`The music "Clair de lune" is valid. · `))')
        page.wait_for(f'{rows}.some((text) => /^job:\\d+: JobStatus: Complete 100% · /.test(text))')
        self.assertFalse(page.evaluate('document.querySelector("#validation button").disabled'))
        self.assertEqual(page.complaints(), [])

    def test_all_at_once_leave_a_connection_for_what_is_answered_at_once(self):
        """A browser has six: two lanes, two requests that are held and a file would take them all."""
        path, _ = self.make_file('slow.bin', 8 * MEGABYTE)
        proxy = interop.Proxy(interop.port_of(self.serve), rate=4 * MEGABYTE)
        self.addCleanup(proxy.close)
        page = self.open(f'{proxy.url}/')
        page.evaluate('document.getElementById("toggle-all").click()')
        page.evaluate('document.querySelector("#validation button").click()')
        page.evaluate('document.querySelector("#validation button").click()')
        page.choose_files('#file', path)
        self.assertEqual(page.evaluate('document.querySelector("#uploads .result").textContent'), 'Waiting for its turn')
        page.wait_for('document.querySelector("#request-response .status").textContent === "Open"')
        page.wait_for('document.querySelector("#uploads .result").textContent.includes("the same as here")')
        page.wait_for('[...document.querySelectorAll("#verdicts li")].filter((row) =>'
                      'row.textContent.includes("is valid")).length === 2')
        self.assertEqual(page.complaints(), [])

    def test_a_verdict_that_never_comes_says_so(self):
        page = self.open()
        self.serve.process.kill()
        page.evaluate('document.querySelector("#validation button").click()')
        page.wait_for('document.getElementById("verdicts").textContent.includes("The server cannot be reached.")')

    def make_file(self, name, size):
        path = self.state / name
        path.write_bytes(hashlib.shake_256(name.encode()).digest(size))
        return path, hashlib.sha256(path.read_bytes()).hexdigest()

    def test_a_file_goes_up_and_both_ways_tell_of_it(self):
        path, digest = self.make_file('Grüße & Töne.bin', 20 * MEGABYTE)
        page = self.open()
        page.evaluate('''globalThis.told = { stream: new Set(), socket: new Set() };
            const note = () => document.querySelectorAll("#uploads li").forEach((row) => {
              told.stream.add(row.querySelector(".server-sent-events span").textContent);
              told.socket.add(row.querySelector(".websocket span").textContent);
            });
            new MutationObserver(note).observe(document.getElementById("uploads"),
              { subtree: true, childList: true, characterData: true, attributes: true });''')
        page.choose_files('#file', path)
        page.wait_for('document.querySelector("#uploads .result")?.textContent.includes("the same as here")', 'the sum')
        for way in ('server-sent-events', 'websocket', 'request-response'):
            page.wait_for(f'document.querySelector("#uploads .{way} progress").value === 100', f'the end of {way}')
        self.assertEqual(page.evaluate('document.querySelector("#uploads bdi").textContent'), path.name)
        self.assertEqual(page.evaluate('document.querySelector("#uploads .result code").textContent'), digest)
        self.assertIsNone(page.evaluate('document.querySelector("#uploads .cancel")'))
        for way in ('stream', 'socket'):
            self.assertIn('100 %', page.evaluate(f'[...told.{way}]'))
        self.assertEqual(page.complaints(), [])

    def test_files_wait_for_their_turn(self):
        names = [self.make_file(f'{n}.bin', MEGABYTE) for n in range(3)]
        page = self.open()
        page.choose_files('#file', *(path for path, _ in names))
        page.wait_for('[...document.querySelectorAll("#uploads .result")].filter((one) =>'
                      'one.textContent.includes("the same as here")).length === 3', 'all three')
        digests = page.evaluate('[...document.querySelectorAll("#uploads .result code")].map((one) => one.textContent)')
        self.assertEqual(digests, [digest for _, digest in reversed(names)])

    def test_an_upload_can_be_cancelled(self):
        path, _ = self.make_file('large.bin', 64 * MEGABYTE)
        proxy = interop.Proxy(interop.port_of(self.serve), rate=4 * MEGABYTE)
        self.addCleanup(proxy.close)
        page = self.open(f'{proxy.url}/')
        page.choose_files('#file', path)
        page.wait_for('parseInt(document.querySelector("#uploads .websocket span")?.textContent) > 0', 'some progress')
        page.wait_for('parseInt(document.querySelector("#uploads .server-sent-events span").textContent) > 0', 'some progress')
        page.evaluate('document.querySelector("#uploads .cancel").click()')
        page.wait_for('document.querySelector("#uploads .result").textContent === "Cancelled"')
        for way in ('server-sent-events', 'websocket'):
            page.wait_for(f'!/%/.test(document.querySelector("#uploads .{way} span").textContent)', f'{way} to tell')
        self.assertLess(page.evaluate('document.querySelector("#uploads .websocket progress").value'), 100)

    def test_a_file_can_be_dropped(self):
        page = self.open()
        page.evaluate('''const data = new DataTransfer();
            data.items.add(new File(["dropped"], "note.txt", { type: "text/plain" }));
            document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
            globalThis.over = document.getElementById("drop").className;
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));''')
        self.assertEqual(page.evaluate('over'), 'is-over')
        page.wait_for('document.querySelector("#uploads .result")?.textContent.includes("the same as here")')
        self.assertEqual(page.evaluate('document.querySelector("#uploads .result code").textContent'),
                         hashlib.sha256(b'dropped').hexdigest())
        for way in ('server-sent-events', 'websocket'):
            page.wait_for('["100 %", "Was over before it could tell"].includes('
                          rf'document.querySelector("#uploads .{way} span").textContent.replace(/\s/g, " "))', f'{way} to tell')


if __name__ == '__main__':
    support.main()
