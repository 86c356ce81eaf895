# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser against our server: a page from another loopback origin that fetches, and
holds an EventSource and a WebSocket."""

import http.server
import json
import queue
import shutil
import subprocess
import tempfile
import threading
import unittest

import interop
import support
import wire

PATH = '/channels/browser'
EVENTS = 10
PAGE = '''<!DOCTYPE html><script>
const url = URL_OF_CHANNEL;
const say = (detail) => fetch('/said', { method: 'POST', body: JSON.stringify(detail) });
const seen = { stream: [], socket: [] };
const tell = () => { if (Object.values(seen).every((list) => list.length === COUNT)) say(seen); };
const source = new EventSource(url);
source.onmessage = (one) => { seen.stream.push([Number(one.lastEventId), JSON.parse(one.data)]); tell(); };
const socket = new WebSocket(url.replace('http', 'ws'), 'roundtrip.v1');
socket.onmessage = ({ data }) => { const one = JSON.parse(data); seen.socket.push([one.seq, one.data]); tell(); };
fetch(url).then((answer) => answer.json()).then((answer) => say({ fetched: answer.events.map((one) => one.data) }));
</script>'''


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def do_POST(self):
        self.server.said.put(json.loads(self.rfile.read(int(self.headers['Content-Length']))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Browser(unittest.TestCase):
    def test_fetch_eventsource_and_websocket_of_a_page_from_elsewhere(self):
        chromium = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
        if chromium is None:
            self.skipTest('chromium is not installed')
        serve = support.Serve()
        self.addCleanup(serve.__exit__)
        port = interop.port_of(serve)
        with wire.Client(port) as client:
            first = [json.loads(client.post(PATH, str(n).encode())[1])['seq'] for n in range(EVENTS)][0]

        pages = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Page)
        self.addCleanup(pages.server_close)
        self.addCleanup(pages.shutdown)
        pages.said = queue.Queue()
        url = f'{serve.url(PATH)}?after={first - 1}'
        pages.page = PAGE.replace('URL_OF_CHANNEL', json.dumps(url)).replace('COUNT', str(EVENTS))
        threading.Thread(target=pages.serve_forever, daemon=True).start()

        profile = self.enterContext(tempfile.TemporaryDirectory(prefix='roundtrip-browser-', ignore_cleanup_errors=True))
        browser = subprocess.Popen(
            [chromium, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
             '--disable-component-update', '--disable-sync', '--remote-debugging-port=0',
             f'--user-data-dir={profile}', f'http://127.0.0.1:{pages.server_port}/'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            said = {}
            while len(said) < 3:
                said.update(pages.said.get(timeout=60))
            metrics = interop.read_metrics(port)
        finally:
            browser.kill()
            browser.wait(support.DEADLINE)

        expected = [[first + n, n] for n in range(EVENTS)]
        self.assertEqual(said, {'fetched': list(range(EVENTS)), 'stream': expected, 'socket': expected})
        for pattern in ('short-polling', 'server-sent-events', 'websocket'):
            self.assertEqual(metrics['roundtrip_events_delivered_total', pattern, ''], EVENTS, pattern)
        for pattern in ('server-sent-events', 'websocket'):
            interop.wait_for_connections(port, pattern, 0)


if __name__ == '__main__':
    support.main()
