# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for browsers, as HTTP serves it, and what its files may contain."""

import html.parser
import json
import pathlib
import re
import subprocess
import unittest

import interop
import support
import wire

FOLDER = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'web'
BROWSER = 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'{}; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
TYPES = {'.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8',
         '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml'}


def served():
    """The files that are part of the page."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix in TYPES)


class Markup(html.parser.HTMLParser):
    """What an element of the page has that a policy as strict as ours forbids, and more."""

    def __init__(self):
        super().__init__()
        self.inline = []
        self.links = []
        self.ids = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        for name, value in attrs:
            if name == 'style' or name.startswith('on'):
                self.inline.append(f'{tag} {name}')
            if name in ('src', 'href', 'action', 'data', 'srcset', 'poster', 'formaction'):
                self.links.append(value)
            if name == 'id':
                self.ids.append(value)

    def handle_data(self, data):
        if self.open and self.open[-1] in ('script', 'style') and data.strip():
            self.inline.append(f'{self.open[-1]}: {data.strip()[:40]}')

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass


class Served(unittest.TestCase):
    def setUp(self):
        self.serve = support.Serve()
        self.addCleanup(self.serve.__exit__)
        self.client = wire.Client(interop.port_of(self.serve))
        self.addCleanup(self.client.__exit__)

    def test_a_browser_gets_the_page_and_everyone_else_the_greeting(self):
        for accept in (BROWSER, 'Accept: text/html', 'Accept: text/plain;q=0.9, text/html', 'Accept: Text/HTML;q=0.1'):
            with self.subTest(accept):
                message, body = self.client.get('/', accept)
                self.assertEqual(message.status, 200)
                self.assertEqual(message.headers['content-type'], TYPES['.html'])
                self.assertEqual(body, (FOLDER / 'index.html').read_bytes())
        for accept in ('X: none', 'Accept: */*', 'Accept: text/plain', 'Accept: text/html;q=0, */*', 'Accept: text/*',
                       'Accept: text/plain, text/html;q=0.5', 'Accept: application/json'):
            with self.subTest(accept):
                message, body = self.client.get('/', accept)
                self.assertEqual((message.status, body), (200, b'Hello, World!'))
                self.assertEqual(message.headers['content-type'], 'text/plain; charset=utf-8')

    def test_all_ports_have_the_page(self):
        for name in ('main', 'chat', 'stream'):
            with wire.Client(interop.port_of(self.serve, name)) as client:
                message, _ = client.get('/', BROWSER)
                self.assertEqual(message.headers['content-type'], TYPES['.html'], name)

    def test_the_head_says_what_the_page_would(self):
        asked, _ = self.client.request('GET', '/', [BROWSER])
        head, body = self.client.request('HEAD', '/', [BROWSER])
        self.assertEqual(body, b'')
        for name in ('content-type', 'content-length', 'etag', 'content-security-policy'):
            self.assertEqual(head.headers[name], asked.headers[name], name)

    def test_every_file_has_its_type_and_the_policy(self):
        for path in served():
            with self.subTest(path.name):
                message, body = self.client.get(f'/web/{path.name}')
                self.assertEqual((message.status, body), (200, path.read_bytes()))
                self.assertEqual(message.headers['content-type'], TYPES[path.suffix])
                self.assertEqual(message.headers['x-content-type-options'], 'nosniff')
                self.assertEqual(message.headers['referrer-policy'], 'no-referrer')
                self.assertEqual(message.headers['cache-control'], 'no-cache')
                self.assertEqual(message.headers['content-security-policy'], POLICY.format(' ws://localhost'))

    def test_the_policy_names_the_host_that_was_asked(self):
        """But for an IPv6 address, which no policy can name."""
        for host, websocket in (('127.0.0.1:2000', ' ws://127.0.0.1:2000'), ('localhost:8080', ' ws://localhost:8080'),
                                ('[::1]:2000', '')):
            with self.subTest(host):
                self.client.send(f'GET / HTTP/1.1\r\nHost: {host}\r\n{BROWSER}\r\n\r\n'.encode())
                message, _ = self.client.answer()
                self.assertEqual(message.headers['content-security-policy'], POLICY.format(websocket))

    def test_a_host_that_is_none_never_reaches_the_policy(self):
        for host in ("localhost; script-src *", "localhost 'unsafe-inline'", 'localhost:80;a'):
            with self.subTest(host), wire.Client(interop.port_of(self.serve)) as client:
                client.send(f'GET / HTTP/1.1\r\nHost: {host}\r\n{BROWSER}\r\n\r\n'.encode())
                message, _ = client.answer()
                self.assertIn(message.status, (400, 403))
                self.assertNotIn('content-security-policy', message.headers)

    def test_what_was_had_before_is_not_sent_again(self):
        for path in ('/', '/web/style.css'):
            with self.subTest(path):
                first, _ = self.client.get(path, BROWSER)
                etag = first.headers['etag']
                again, body = self.client.get(path, BROWSER, f'If-None-Match: "other", W/{etag}')
                self.assertEqual((again.status, body), (304, b''))
                self.assertEqual(again.headers['etag'], etag)
                changed, body = self.client.get(path, BROWSER, 'If-None-Match: "other"')
                self.assertEqual(changed.status, 200)

    def test_nothing_else_is_below_the_page(self):
        for path in ('/web', '/web/', '/web/web.gresource.xml', '/web/none.js', '/web/../style.css', '/web//style.css',
                     '/web/style.css/', '/web/%2e%2e/x', '/index.html', '/favicon.ico'):
            with self.subTest(path):
                message, body = self.client.get(path, BROWSER)
                self.assertEqual((message.status, body), (404, b'Not Found'))

    def test_it_is_asked_for_by_get_alone(self):
        for path in ('/', '/web/style.css'):
            message, _ = self.client.request('POST', path, [BROWSER], b'')
            self.assertEqual(message.status, 405, path)
            self.assertEqual(message.headers['allow'], 'GET, HEAD, OPTIONS')

    def test_it_counts_for_no_pattern(self):
        before = interop.read_metrics(interop.port_of(self.serve))
        self.client.get('/', BROWSER)
        self.client.get('/web/style.css')
        self.client.get('/')
        after = interop.read_metrics(interop.port_of(self.serve))
        name = 'roundtrip_requests_total'
        grown = {pattern: after[key, pattern, ''] - before[key, pattern, '']
                 for key, pattern, _ in after if key == name and after[key, pattern, ''] != before[key, pattern, '']}
        # The first question for numbers is among them.
        self.assertEqual(grown, {'other': 3, 'request-response': 1})


class Files(unittest.TestCase):
    def test_every_file_is_served(self):
        listed = re.findall(r'<file>(.*)</file>', (FOLDER / 'web.gresource.xml').read_text())
        self.assertEqual(sorted(listed), [path.name for path in served()])

    def test_nothing_is_inline_and_nothing_from_elsewhere(self):
        markup = Markup()
        markup.feed((FOLDER / 'index.html').read_text())
        self.assertEqual(markup.inline, [])
        self.assertEqual(len(markup.ids), len(set(markup.ids)), 'an id is there twice')
        self.assertEqual([link for link in markup.links if not re.fullmatch(r'/[\w./-]*', link)], [])
        for path in served():
            text = path.read_text()
            urls = set(re.findall(r'(?:https?:|wss?:)?//[\w.]+', re.sub(r'^\s*//.*$', '', text, flags=re.M)))
            # A namespace is a name, nothing is fetched from there.
            self.assertLessEqual(urls, {'http://www.w3.org'} if path.suffix == '.svg' else set(), path.name)
            self.assertNotRegex(text, r'@import|url\(|data:\w|\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|'
                                      r'document\.write|setAttribute\(.style', path.name)

    def test_modules_import_each_other_by_what_they_export(self):
        exports = {path.name: set(re.findall(r'^export (?:async )?(?:function|class|const|let) (\w+)', path.read_text(), re.M))
                   for path in served() if path.suffix == '.js'}
        used = {}
        for path in served():
            for names, module in re.findall(r"^import \{ ([^}]+) \} from '\./([\w.-]+)';$", path.read_text(), re.M):
                for name in names.split(', '):
                    self.assertIn(name, exports[module], path.name)
                    used.setdefault(module, set()).add(name)
                    self.assertEqual(len(re.findall(rf'\b{name}\b', path.read_text())) > 1, True,
                                     f'{path.name} imports {name} and does not use it')
        self.assertEqual(len(re.findall(r'^import ', '\n'.join(path.read_text() for path in served()), re.M)),
                         sum(len(re.findall(r"^import \{ [^}]+ \} from '\./[\w.-]+';$", path.read_text(), re.M)) for path in served()))

    def test_hues_are_those_of_the_application(self):
        """And those of dark are those of dark."""
        folder = FOLDER.parents[1] / 'src' / 'app'
        light, dark = (FOLDER / 'style.css').read_text().split('@media (prefers-color-scheme: dark)')
        for name, text in (('style.css', light), ('style-dark.css', dark)):
            theirs = dict(re.findall(r'@define-color rt_(\w+) (#\w{6});', (folder / name).read_text()))
            ours = {key.replace('-', '_'): value for key, value in re.findall(r'--([\w-]+): (#\w{6});', text)}
            shared = theirs.keys() & ours.keys()
            self.assertEqual({key: ours[key] for key in shared}, {key: theirs[key] for key in shared}, name)
            self.assertGreaterEqual(len(shared), 5)

    def test_what_counts_in_the_page_counts_as_every_client(self):
        """Its modules alone, in Node: continuity, durations, numbers for people."""
        interop.need_node()
        result = subprocess.run(['node', pathlib.Path(__file__).with_name('page.mjs'), FOLDER], capture_output=True, text=True, timeout=support.DEADLINE, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertEqual(json.loads(result.stdout), 'done')


if __name__ == '__main__':
    support.main()
