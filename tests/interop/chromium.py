# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven through its DevTools protocol over a pipe."""

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import interop  # noqa: F401 (it knows the way to support)
import support

# It asks nobody for anything by itself.
OPTIONS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync',
           '--disable-default-apps', '--disable-extensions', '--mute-audio', '--hide-scrollbars']
# A machine with other work takes its time.
DEADLINE = 60


def need():
    """The browser's path; skips where there is none."""
    for name in ('chromium', 'chromium-browser', 'google-chrome'):
        if path := shutil.which(name):
            return path
    raise unittest.SkipTest('chromium is not installed')


class Browser:
    def __init__(self, *options):
        path = need()
        self.profile = tempfile.mkdtemp(prefix='roundtrip-browser-')
        theirs_in, self.output = os.pipe()
        self.input, theirs_out = os.pipe()
        self.ids = itertools.count(1)
        self.answers = {}
        self.pages = {}
        self.lock = threading.Condition()

        def take_pipes():
            # It reads from 3 and writes to 4.
            first, second = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [path, *OPTIONS, '--remote-debugging-pipe', f'--user-data-dir={self.profile}', *options, 'about:blank'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=take_pipes)
        os.close(theirs_in)
        os.close(theirs_out)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(support.DEADLINE)
        os.close(self.output)
        self.reader.join(support.DEADLINE)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _read(self):
        data = b''
        while some := os.read(self.input, 1 << 16):
            *messages, data = (data + some).split(b'\0')
            for message in map(json.loads, messages):
                if 'id' in message:
                    with self.lock:
                        self.answers[message['id']] = message
                        self.lock.notify_all()
                elif page := self.pages.get(message.get('sessionId')):
                    page.events.put(message)
        os.close(self.input)

    def call(self, method, session=None, **parameters):
        number = next(self.ids)
        message = {'id': number, 'method': method, 'params': parameters}
        if session:
            message['sessionId'] = session
        os.write(self.output, json.dumps(message).encode() + b'\0')
        with self.lock:
            assert self.lock.wait_for(lambda: number in self.answers, DEADLINE), f'no answer to {method}'
            answer = self.answers.pop(number)
        assert 'error' not in answer, f'{method}: {answer["error"]}'
        return answer['result']

    def open(self, url, **options):
        return Page(self, url, **options)


class Page:
    """A page, with what it asked for and complained about."""

    def __init__(self, browser, url, width=1280, height=900, dark=False, reduced_motion=False):
        self.browser = browser
        self.events = queue.Queue()
        self.seen = []
        self.target = browser.call('Target.createTarget', url='about:blank', newWindow=True)['targetId']
        self.session = browser.call('Target.attachToTarget', targetId=self.target, flatten=True)['sessionId']
        browser.pages[self.session] = self
        for domain in ('Page', 'Runtime', 'Log', 'Network', 'Audits', 'DOM'):
            self.call(f'{domain}.enable')
        self.emulate(width, height, dark, reduced_motion)
        self.call('Page.navigate', url=url)
        self.wait_for('document.readyState === "complete" && location.href !== "about:blank"')

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def emulate(self, width, height, dark=False, reduced_motion=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'},
            {'name': 'prefers-reduced-motion', 'value': 'reduce' if reduced_motion else 'no-preference'}])

    def close(self):
        self.browser.pages.pop(self.session)
        self.browser.call('Target.closeTarget', targetId=self.target)

    def evaluate(self, expression):
        """What @expression, or the promise it is, gives."""
        answer = self.call('Runtime.evaluate', expression=expression, awaitPromise=True, returnByValue=True,
                           userGesture=True)
        assert 'exceptionDetails' not in answer, f'{expression}: {answer["exceptionDetails"]}'
        return answer['result'].get('value')

    def wait_for(self, expression, what=None, seconds=DEADLINE):
        """Evaluates @expression until it gives something, which is given back."""
        end = time.monotonic() + seconds
        while not (found := self.evaluate(expression)):
            assert time.monotonic() < end, f'in vain waited for {what or expression}'
            time.sleep(0.05)
        return found

    def press(self, *keys):
        for key in keys:
            text = {'Enter': '\r', 'Space': ' '}.get(key, key if len(key) == 1 else '')
            name = ' ' if key == 'Space' else key
            code = {'Enter': 13, 'Space': 32, 'Tab': 9}.get(key, 0)
            for kind in ('keyDown', 'keyUp'):
                self.call('Input.dispatchKeyEvent', type=kind, key=name, text=text if kind == 'keyDown' else '',
                          windowsVirtualKeyCode=code)

    def choose_files(self, selector, *paths):
        root = self.call('DOM.getDocument')['root']['nodeId']
        node = self.call('DOM.querySelector', nodeId=root, selector=selector)['nodeId']
        self.call('DOM.setFileInputFiles', nodeId=node, files=[str(path) for path in paths])

    def screenshot(self, path, whole=True):
        picture = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=whole)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(picture['data']))

    def history(self):
        """All that it told until now."""
        while not self.events.empty():
            self.seen.append(self.events.get_nowait())
        return self.seen

    def _parameters(self, method):
        return [event['params'] for event in self.history() if event['method'] == method]

    def requests(self):
        return ([one['request']['url'] for one in self._parameters('Network.requestWillBeSent')] +
                [one['url'] for one in self._parameters('Network.webSocketCreated')])

    def complaints(self):
        """Exceptions, errors and warnings on the console, what policies did not let happen."""
        entries = [one['entry'] for one in self._parameters('Log.entryAdded')]
        return ([one['exceptionDetails'] for one in self._parameters('Runtime.exceptionThrown')] +
                [one['args'] for one in self._parameters('Runtime.consoleAPICalled') if one['type'] in ('error', 'warning')] +
                [one for one in entries if one['level'] in ('error', 'warning')] +
                [one['issue'] for one in self._parameters('Audits.issueAdded')])

    def forget(self):
        self.history()
        self.seen = []
