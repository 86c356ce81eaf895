# SPDX-License-Identifier: GPL-3.0-or-later
"""The web page in a browser: it loads nothing from elsewhere, its lanes run, survive what
servers and networks do, and it can be read and used."""

import json
import pathlib
import shutil
import signal
import tempfile
import unittest
import urllib.parse

import chromium
import interop
import support
import wire

LANES = ['request-response', 'short-polling', 'long-polling', 'server-sent-events', 'websocket']
TICKERS = LANES[1:]
LOOKS = pathlib.Path(__file__).with_name('looks.js').read_text()


def setUpModule():
    global browser
    browser = chromium.Browser()


def tearDownModule():
    browser.__exit__()


def shown(lane, part):
    return f'document.querySelector("#{lane} {part}").textContent'


def all_states(*states, lanes=LANES):
    return f'{json.dumps(lanes)}.every((id) => {json.dumps(states)}.includes(document.querySelector(`#${{id}} .status`).textContent))'


def number_moves(lane):
    """Whether the lane shows another event than when it was asked first."""
    return (f'(() => {{ const now = document.querySelector("#{lane} .line path").getAttribute("d") ?? "";'
            f'globalThis.before ??= {{}}; before["{lane}"] ??= now; return now !== before["{lane}"] && now.length > 10; }})()')


class WebPage(unittest.TestCase):
    def setUp(self):
        self.state = tempfile.mkdtemp(prefix='roundtrip-test-')
        self.addCleanup(shutil.rmtree, self.state, ignore_errors=True)
        self.serve = self.start_server()

    def start_server(self, port=0, speed=4):
        serve = support.Serve('--speed', speed, '--port', port, environment={'XDG_STATE_HOME': self.state})
        self.addCleanup(serve.__exit__)
        return serve

    def open(self, url=None, **options):
        page = browser.open(url or self.serve.url('/'), **options)
        self.addCleanup(page.close)
        return page

    def start_all(self, page):
        page.evaluate('document.getElementById("toggle-all").click()')
        page.wait_for(all_states('Open'), 'all lanes to be open')

    def assert_no_complaints(self, page):
        self.assertEqual(page.complaints(), [])

    def test_loads_and_runs_without_complaint_and_asks_nobody_else(self):
        page = self.open()
        self.start_all(page)
        for lane in TICKERS:
            page.wait_for(number_moves(lane), f'{lane} to move')
        page.wait_for('document.getElementById("totals").textContent.includes("kB/s")', 'the totals')

        self.assert_no_complaints(page)
        host = self.serve.url('').removeprefix('http://')
        requests = page.requests()
        self.assertGreater(len(requests), 20)
        self.assertEqual([url for url in requests if url.split('://')[1].split('/')[0] != host], [])

    def test_policy_lets_nothing_in_from_elsewhere(self):
        with support.Serve() as other:
            page = self.open()
            elsewhere = other.url('/hello')
            self.assertEqual(page.evaluate(f'fetch("{elsewhere}").then(() => "let", () => "refused")'), 'refused')
            page.evaluate('document.body.append(Object.assign(document.createElement("script"),'
                          '{ textContent: "globalThis.injected = true" }))')
            page.evaluate('document.body.setAttribute("style", "--injected: 1")')
            self.assertIsNone(page.evaluate('globalThis.injected'))
            self.assertEqual(page.evaluate('getComputedStyle(document.body).getPropertyValue("--injected")'), '')
            self.assertEqual(page.evaluate('fetch("/hello").then((answer) => answer.text())'), 'world')
            self.assertEqual(interop.read_metrics(interop.port_of(other))['roundtrip_requests_total', 'request-response', ''], 0)

    def test_every_lane_counts_what_it_receives(self):
        # The page polls four times a second: of a ticker as fast it may see each event and no empty answer.
        self.serve = self.start_server(speed=2)
        page = self.open()
        self.start_all(page)
        for lane in LANES:
            page.wait_for(f'parseFloat({shown(lane, "[data-figure=latency]")}) > 0', f'a latency of {lane}')
            page.wait_for(f'parseFloat({shown(lane, "[data-figure=per]")}) > 0', f'bytes per event of {lane}')
            self.assertEqual(page.evaluate(shown(lane, '[data-figure=lost]')), '0', lane)
            page.wait_for(f'document.querySelector("#{lane} .overhead").getAttribute("d").length > 40', f'bars of {lane}')
        page.wait_for(f'parseFloat({shown("short-polling", "[data-figure=empty]")}) > 0', 'an empty poll')
        self.assertGreater(page.evaluate('document.querySelector("#short-polling .polls .news").getAttribute("d").length'), 0)

        page.evaluate('document.getElementById("toggle-all").click()')
        page.wait_for(all_states('Stopped'))
        for pattern in ('server-sent-events', 'websocket'):
            interop.wait_for_connections(interop.port_of(self.serve), pattern, 0)
        self.assert_no_complaints(page)

    def test_one_lane_starts_and_stops_by_keyboard(self):
        page = self.open()
        page.evaluate('document.querySelector("#long-polling .toggle").focus()')
        page.press('Enter')
        page.wait_for(all_states('Open', lanes=['long-polling']))
        self.assertTrue(page.evaluate(all_states('Stopped', lanes=['short-polling', 'websocket'])))
        self.assertEqual(page.evaluate('document.activeElement.getAttribute("aria-label")'), 'Stop Long polling')
        page.press('Space')
        page.wait_for(all_states('Stopped'))

    def test_interval_of_polling_is_kept_to(self):
        page = self.open()
        page.evaluate('(() => { const input = document.querySelector(".every input"); input.value = "60";'
                      'input.dispatchEvent(new Event("change")); })()')
        self.assertEqual(page.evaluate('document.querySelector(".every input").value'), '10')
        # A number, or nothing changes.
        page.evaluate('(() => { const input = document.querySelector(".every input"); input.value = "";'
                      'input.dispatchEvent(new Event("change")); })()')
        self.assertEqual(page.evaluate('document.querySelector(".every input").value'), '10')
        page.evaluate('document.querySelector("#short-polling .toggle").click()')
        page.wait_for(all_states('Open', lanes=['short-polling']))
        asked = [url for url in page.requests() if 'after=' in url]
        page.evaluate('(() => { const input = document.querySelector(".every input"); input.value = "0.2";'
                      'input.dispatchEvent(new Event("change")); })()')
        interop.wait_for(lambda: len([url for url in page.requests() if 'after=' in url]) > len(asked) + 3, 'more polls')

    def test_what_is_asked_is_shown_with_its_answer(self):
        page = self.open()
        page.evaluate('(() => { const form = document.querySelector(".composer");'
                      'form.elements.request.value = "POST /hello"; form.elements.request.dispatchEvent(new Event("change"));'
                      'form.elements.body.focus(); })()')
        page.press('Enter')
        page.evaluate('document.querySelector("#request-response .toggle").click()')
        page.wait_for('document.querySelector(".exchanges").textContent.includes("POST /hello ping → pong")')

    def test_goes_on_where_the_network_broke_off(self):
        proxy = interop.Proxy(interop.port_of(self.serve))
        self.addCleanup(proxy.close)
        page = self.open(f'{proxy.url}/')
        self.start_all(page)
        for lane in TICKERS:
            page.wait_for(number_moves(lane))
        page.evaluate('''globalThis.seen = new Set();
            new MutationObserver(() => document.querySelectorAll(".lane .status").forEach((status) =>
                seen.add(`${status.closest(".lane").id} ${status.textContent}`)))
            .observe(document.getElementById("lanes"), { subtree: true, childList: true, characterData: true });''')
        proxy.cut()
        # A request on a connection that was open before is sent again by the browser itself.
        for lane in ('server-sent-events', 'websocket'):
            page.wait_for(f'seen.has("{lane} Retrying")', f'{lane} to notice')
        page.wait_for(all_states('Open'), 'all lanes to be open again')
        page.evaluate('globalThis.before = {}')
        for lane in TICKERS:
            page.wait_for(number_moves(lane), f'{lane} to move on')
            self.assertEqual(page.evaluate(shown(lane, '[data-figure=lost]')), '0', lane)

    def test_a_server_that_goes_away_and_comes_back_is_shown(self):
        page = self.open()
        self.start_all(page)
        port = interop.port_of(self.serve)
        self.serve.process.kill()
        page.wait_for(all_states('Retrying'), 'all lanes to be retrying')
        for lane in LANES:
            self.assertTrue(page.evaluate(f'document.querySelector("#{lane} .trouble").checkVisibility()'), lane)
            self.assertNotEqual(page.evaluate(shown(lane, '.trouble')), '', lane)
            self.assertRegex(page.evaluate(shown(lane, '.hint')), 'Tries again|Trying again')
        page.wait_for('document.getElementById("totals").textContent === "The server does not answer"')

        self.start_server(port)
        page.wait_for(all_states('Open'), 'all lanes to be open again')
        page.evaluate('globalThis.before = {}')
        for lane in TICKERS:
            page.wait_for(number_moves(lane), f'{lane} to move on')
        self.assertTrue(page.evaluate('document.querySelector("#websocket .live").checkVisibility()'))

    def test_a_server_that_stands_still_is_waited_for(self):
        """Stopped, not killed: no request is answered, no connection breaks."""
        page = self.open()
        self.start_all(page)
        for lane in TICKERS:
            page.wait_for(number_moves(lane))
        self.serve.interrupt(signal.SIGSTOP)
        try:
            page.wait_for('document.getElementById("totals").textContent === "The server does not answer"')
            page.wait_for(all_states('Retrying', lanes=['request-response', 'short-polling']))
            self.assertIn('No answer within', page.evaluate(shown('short-polling', '.trouble')))
        finally:
            self.serve.interrupt(signal.SIGCONT)
        page.wait_for(all_states('Open'), 'all lanes to be open again')
        page.evaluate('globalThis.before = {}')
        for lane in TICKERS:
            page.wait_for(number_moves(lane), f'{lane} to move on')
            self.assertEqual(page.evaluate(shown(lane, '[data-figure=lost]')), '0', lane)

    def test_another_machine_opens_it_by_the_token(self):
        """As another machine does that comes to an address of ours that is not loopback."""
        host = interop.own_address()
        token = 'a-token.of-this~test+with/all=='
        serve = support.Serve('--listen-all', '--token', token)
        self.addCleanup(serve.__exit__)
        base = f'http://{host}:{interop.port_of(serve)}'
        page = self.open(f'{base}/?token={urllib.parse.quote(token, safe="")}')
        self.start_all(page)
        for lane in TICKERS:
            page.wait_for(number_moves(lane), f'{lane} to move')
        page.wait_for('document.getElementById("totals").textContent.includes("kB/s")', 'the totals')
        # Its clock is another one.
        self.assertEqual(page.evaluate(shown('websocket', '[data-figure=latency]')), '–')
        self.assertNotIn('token', page.evaluate('document.getElementById("lanes").textContent'))

        stranger = self.open(f'{base}/')
        self.assertIn('token', stranger.evaluate('document.body.textContent'))
        self.assertEqual(stranger.evaluate('fetch("/web/style.css").then((answer) => answer.status)'), 200)
        self.assertEqual(stranger.evaluate('fetch("/hello").then((answer) => answer.status)'), 401)

    def test_what_nobody_listened_for_is_not_lost(self):
        """An EventSource does not hear of other types; all lanes agree all the same."""
        page = self.open()
        self.start_all(page)
        for lane in TICKERS:
            page.wait_for(number_moves(lane))
        with wire.Client(interop.port_of(self.serve)) as client:
            for n in range(3):
                client.post(f'/channels/ticker?type=other{n % 2}', b'{"coins": 1}')
        page.evaluate('globalThis.before = {}')
        for lane in TICKERS:
            page.wait_for(number_moves(lane))
            page.wait_for(f'{shown(lane, "[data-figure=lost]")} === "0"', f'{lane} to understand')
            self.assertNotIn('twice', page.evaluate(shown(lane, '.hint')))
        self.assert_no_complaints(page)

    def test_text_stands_out_and_nothing_sticks_out(self):
        page = self.open()
        self.start_all(page)
        page.evaluate(LOOKS)
        page.evaluate('document.getElementById("definitions").open = true')
        for dark in (False, True):
            for width in (320, 400, 800, 1280, 1920):
                for direction in ('ltr', 'rtl'):
                    page.emulate(width, 900, dark)
                    page.evaluate(f'document.documentElement.dir = "{direction}"')
                    for what in ('faint', 'wide', 'cut', 'small'):
                        with self.subTest(what=what, dark=dark, width=width, direction=direction):
                            self.assertEqual(page.evaluate(f'looks.{what}()'), [])

    def test_large_text_fits(self):
        """As somebody set it who reads everything at twice the size."""
        with chromium.Browser('--blink-settings=defaultFontSize=32') as large:
            page = large.open(self.serve.url('/'))
            self.assertEqual(page.evaluate('getComputedStyle(document.documentElement).fontSize'), '32px')
            self.start_all(page)
            page.evaluate(LOOKS)
            for width in (640, 800, 1280, 1920):
                page.emulate(width, 900)
                for what in ('wide', 'cut'):
                    self.assertEqual(page.evaluate(f'looks.{what}()'), [], f'{what} at {width}')

    def test_text_stands_out_where_there_is_trouble(self):
        page = self.open()
        self.start_all(page)
        self.serve.process.kill()
        page.wait_for(all_states('Retrying'))
        page.evaluate(LOOKS)
        for dark in (False, True):
            page.emulate(400, 900, dark)
            for what in ('faint', 'wide', 'cut'):
                self.assertEqual(page.evaluate(f'looks.{what}()'), [], what)

    def test_everything_that_can_be_used_has_a_name(self):
        page = self.open()
        page.call('Accessibility.enable')
        nodes = page.call('Accessibility.getFullAXTree')['nodes']
        usable = [node for node in nodes if not node['ignored'] and
                  any(one['name'] == 'focusable' and one['value']['value'] for one in node.get('properties', []))]
        self.assertGreater(len(usable), 20)
        self.assertEqual([node['role'] for node in usable if not node.get('name', {}).get('value')], [])
        names = [(node['role']['value'], node['name']['value']) for node in usable]
        self.assertEqual(len(names), len(set(names)), f'two cannot be told apart: {sorted(names)}')
        pictures = [node for node in nodes if not node['ignored'] and node['role'].get('value') in ('image', 'img')]
        self.assertEqual([node for node in pictures if not node.get('name', {}).get('value')], [])

    def test_tab_goes_through_all_of_it_and_is_seen(self):
        page = self.open()
        wanted = page.evaluate('[...document.querySelectorAll("a, button, input, select, summary, [tabindex]")]'
                               '.filter((one) => !one.disabled && one.checkVisibility()).length')
        page.evaluate('globalThis.visited = new Set(); globalThis.unseen = [];'
                      'document.addEventListener("focusin", ({ target }) => { visited.add(target);'
                      'const label = target.id === "file" ? target.labels[0] : target;'
                      'if (getComputedStyle(label).outlineStyle === "none") unseen.push(target.outerHTML); })')
        for _ in range(wanted):
            page.press('Tab')
        self.assertEqual(page.evaluate('visited.size'), wanted)
        self.assertEqual(page.evaluate('unseen'), [])

    def test_nothing_moves_by_itself_where_motion_is_reduced(self):
        page = self.open(reduced_motion=True)
        self.start_all(page)
        self.assertEqual(page.evaluate('document.getAnimations().length'), 0)


if __name__ == '__main__':
    support.main()
