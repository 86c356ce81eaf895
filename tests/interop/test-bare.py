# SPDX-License-Identifier: GPL-3.0-or-later
"""Every classic route by a browser's own fetch, EventSource and WebSocket, as a page on the
main port uses them that never heard of Roundtrip."""

import json
import unittest

import chromium
import interop
import support

COMPLETE = {'status': 'complete', 'message': 'Music validation complete and valid!'}

# What a page would write, and a list of all that came until something ends it.
HELPERS = '''
const textOf = async (url, options) => (await fetch(url, options)).text();
const jsonOf = async (url, options) => (await fetch(url, options)).json();
const postJson = (url, value) => fetch(url, { method: 'POST', body: JSON.stringify(value),
                                              headers: { 'Content-Type': 'application/json' } });
const untilClosed = (source) => new Promise((resolve) => {
  const seen = [];
  source.onmessage = ({ data }) => seen.push(data);
  source.onerror = () => { if (source.readyState === 2) resolve(seen); };
});
const socketTo = (url) => new Promise((resolve, reject) => {
  const socket = new WebSocket(url);
  const waiting = [];
  socket.seen = [];
  socket.onmessage = ({ data }) => { socket.seen.push(data); waiting.splice(0).forEach((look) => look()); };
  socket.until = (holds) => new Promise((found) => {
    const look = () => (socket.seen.some(holds) ? found(socket.seen) : waiting.push(look));
    look();
  });
  socket.onopen = () => resolve(socket);
  socket.onerror = () => reject(new Error(`no WebSocket at ${url}`));
});
const isComplete = (text) => JSON.parse(text).status === 'complete';
'''


def setUpModule():
    global browser
    browser = chromium.Browser()


def tearDownModule():
    browser.__exit__()


class Bare(unittest.TestCase):
    def setUp(self):
        self.serve = support.Serve('--speed', 20)
        self.addCleanup(self.serve.__exit__)
        self.page = self.open()

    def open(self):
        # A page without a policy of its own.
        page = browser.open(self.serve.url('/hello'))
        self.addCleanup(page.close)
        page.evaluate(HELPERS)
        return page

    def run_script(self, script, page=None):
        return (page or self.page).evaluate(f'(async () => {{ {script} }})()')

    def assert_progress(self, texts):
        *progress, last = map(json.loads, texts)
        self.assertEqual(last, COMPLETE)
        self.assertGreater(len(progress), 0)
        self.assertEqual({one['status'] for one in progress}, {'in-progress'})
        values = [one['progress'] for one in progress]
        self.assertEqual(values, sorted(values))
        self.assertLessEqual(values[-1], 100)

    def test_greeting_and_ping(self):
        self.assertEqual(self.run_script('return [await textOf("/"), await textOf("/hello"),'
                                         'await textOf("/hello", { method: "POST", body: "ping" }),'
                                         'await textOf("/hello", { method: "POST", body: "other" })]'),
                         ['Hello, World!', 'world', 'pong', ''])

    def test_bitcoin_moves(self):
        first = self.run_script('return jsonOf("/bitcoin")')
        self.assertEqual(list(first), ['coins'])
        interop.wait_for(lambda: self.run_script('return jsonOf("/bitcoin")') != first, 'another price')

    def test_stream_says_hello(self):
        seen = self.run_script('''const source = new EventSource("/stream");
            const seen = await new Promise((resolve) => {
              const seen = [];
              source.onmessage = ({ data }) => seen.push(data);
              source.addEventListener("notice", ({ data }) => resolve([...seen, data]));
            });
            source.close();
            return seen;''')
        *hellos, notice = seen
        self.assertEqual(hellos, [f'hello from server ---- [{i}]' for i in range(len(hellos))])
        self.assertGreater(len(hellos), 1)
        self.assertNotEqual(notice, '')

    def test_channel_by_every_transport(self):
        publish = 'const { seq } = await (await postJson("/channels/news?type=headline", { n: 1 })).json();'
        polled, waited, streamed, bare = self.run_script(publish + '''
            const url = `/channels/news?after=${seq - 1}`;
            const polled = await jsonOf(url);
            const waited = await jsonOf(url, { headers: { Prefer: "wait=5" } });
            const source = new EventSource(url);
            const streamed = await new Promise((resolve) => source.addEventListener("headline", ({ data }) => resolve(data)));
            source.close();
            const socket = await socketTo(`ws://${location.host}${url}`);
            const [bare] = await socket.until(() => true);
            return [polled.events[0].data, waited.events[0].data, JSON.parse(streamed), JSON.parse(bare)];''')
        self.assertEqual([polled, waited, streamed, bare], [{'n': 1}] * 4)

    def test_validation_is_held_until_its_verdict(self):
        self.assertEqual(self.run_script('''return Promise.all(["Clair", "\\"Lune\\""].map(async (musicName) =>
            (await postJson("/validate-music", { musicName, capacity: 5 })).json()))'''),
                         [{'message': 'The music "Clair" is valid.'}, {'message': 'The music ""Lune"" is valid.'}])

    def test_job_is_asked_for_until_it_is_done(self):
        first, second, ends, unknown = self.run_script('''
            const ids = await Promise.all([1, 2].map(() => textOf("/submit", { method: "POST" })));
            const ends = await Promise.all(ids.map((id) => textOf(`/check-status?jobId=${id.trim()}`)));
            const unknown = await fetch("/check-status?jobId=job:none");
            return [...ids, ends, unknown.status];''')
        self.assertRegex(first, r'^\n\njob:\d+\n\n$')
        self.assertNotEqual(first, second)
        self.assertEqual(ends, ['\n\nJobStatus: Complete 100%\n\n'] * 2)
        self.assertEqual(unknown, 404)

    def test_simulated_upload_by_event_stream_ends_for_good(self):
        started, seen = self.run_script('''
            const started = await (await postJson("/upload", { title: "Clair de lune", size: 12 })).text();
            return [started, await untilClosed(new EventSource("/uploadprogress"))];''')
        self.assertEqual(started, 'Music data received and processing started')
        self.assert_progress(seen)

    def test_simulated_upload_by_websocket(self):
        seen = self.run_script('''await postJson("/upload?id=mine", { title: "Clair de lune", size: 12 });
            const socket = await socketTo(`ws://${location.host}/uploadprogress?id=mine`);
            return socket.until(isComplete);''')
        self.assert_progress(seen)

    def test_two_uploads_never_see_each_other(self):
        one, other = self.run_script('''
            const follow = async (id) => {
              await postJson(`/upload?id=${id}`, { title: id, size: 1 });
              return untilClosed(new EventSource(`/uploadprogress?id=${id}`));
            };
            return Promise.all(["one", "other"].map(follow));''')
        self.assert_progress(one)
        self.assert_progress(other)

    def test_file_is_put_and_summed_up(self):
        answer, digest = self.run_script('''
            const file = new Blob([new Uint8Array(300000).fill(7)]);
            const answer = await jsonOf("/upload/seven.bin?id=seven", { method: "PUT", body: file });
            const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
            return [answer, [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")];''')
        self.assertEqual((answer['id'], answer['name'], answer['size'], answer['sha256']), ('seven', 'seven.bin', 300000, digest))

    def test_websocket_at_the_root_of_the_main_port_validates(self):
        seen = self.run_script('const socket = await socketTo(`ws://${location.host}/`);'
                               'socket.send("Clair de lune"); return socket.until(isComplete);')
        self.assert_progress(seen)

    def test_chat_is_heard_by_everyone(self):
        """At the root of the chat port, and at /chat of any."""
        chat = self.serve.websocket_url('/', 'chat')
        other = self.open()
        self.run_script(f'globalThis.room = await socketTo("{chat}");'
                        'await room.until((text) => text.endsWith(" just connected."));')
        self.run_script('globalThis.room = await socketTo(`ws://${location.host}/chat`);'
                        'await room.until((text) => text.endsWith(" just connected."));', other)
        heard = self.run_script('await room.until((text, i) => room.seen.length > 1); return room.seen;')
        self.assertEqual(len(set(heard)), 2, heard)
        for text in heard:
            self.assertRegex(text, r'^User\d+ just connected\.$')
        self.run_script('room.send("good evening, everyone");', other)
        for page in (self.page, other):
            said = self.run_script('return (await room.until((text) => text.includes(" says: "))).at(-1);', page)
            self.assertRegex(said, r'^User\d+ says: good evening, everyone$')

    def test_no_websocket_at_the_root_of_the_stream_port(self):
        url = self.serve.websocket_url('/', 'stream')
        self.assertEqual(self.run_script(f'return socketTo("{url}").then(() => "open", () => "refused")'), 'refused')

    def test_unknown_paths_are_not_found(self):
        self.assertEqual(self.run_script('const answer = await fetch("/nothing"); return [answer.status, await answer.text()]'),
                         [404, 'Not Found'])


if __name__ == '__main__':
    support.main()
