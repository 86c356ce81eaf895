# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli serve for other machines: its token, its hosts, its origins. Other machines
are an address in a network of the test's own, for whoever connects to it comes from it."""

import ctypes
import fcntl
import re
import socket
import struct
import unittest
import urllib.error
import urllib.request

from support import DEADLINE, DONE, Serve, main

# For documentation, RFC 5737.
FAR = '192.0.2.1'
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
SIOCSIFFLAGS, SIOCSIFADDR, IFF_UP = 0x8914, 0x8916, 1


def enter_network():
    """Makes a network where FAR is this machine; whether that is allowed."""
    libc = ctypes.CDLL(None)
    if libc.unshare(CLONE_NEWNET) != 0 and libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack('16sH22x', b'lo', IFF_UP))
        address = struct.pack('HH4s8x', socket.AF_INET, 0, socket.inet_aton(FAR))
        fcntl.ioctl(control, SIOCSIFADDR, struct.pack('16s16s8x', b'lo:1', address))
    return True


HAS_NETWORK = enter_network()


def ask(url, **fields):
    """Status, fields and text of the answer."""
    request = urllib.request.Request(url, headers={name.replace('_', '-'): value for name, value in fields.items()})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=DEADLINE) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def far(url):
    return url.replace('127.0.0.1', FAR)


@unittest.skipUnless(HAS_NETWORK, 'this system allows no network namespace')
class OtherMachines(unittest.TestCase):
    def token(self, serve):
        return re.fullmatch(r'token ([0-9a-f]{32})\n', serve.line())[1]

    def test_nothing_listens_for_them_unless_asked_for(self):
        with Serve() as serve, self.assertRaises(urllib.error.URLError):
            ask(far(serve.url('/hello')))

    def test_they_need_the_token_that_is_printed(self):
        with Serve('--listen-all') as serve:
            token = self.token(serve)
            for port in serve.urls:
                url = far(serve.url('/hello', port))
                status, fields, text = ask(url)
                self.assertEqual((status, fields['WWW-Authenticate']), (401, 'Bearer realm="Roundtrip"'))
                self.assertIn('?token=TOKEN', text)
                self.assertEqual(ask(url, Authorization=f'Bearer {token}')[::2], (200, 'world'))
                self.assertEqual(ask(f'{url}?token={token}')[::2], (200, 'world'))
                self.assertEqual(ask(f'{url}?token={token}0')[0], 401)
                self.assertEqual(ask(serve.url('/hello', port))[::2], (200, 'world'))
            serve.interrupt()
            self.assertEqual(serve.status(), DONE)

    def test_a_token_of_their_own_is_taken(self):
        with Serve('--listen-all', '--token', 'open-sesame-open') as serve:
            self.assertEqual(serve.line(), 'token open-sesame-open\n')
            self.assertEqual(ask(far(serve.url('/hello?token=open-sesame-open')))[0], 200)


class Allowed(unittest.TestCase):
    def test_hosts_are_answered_to(self):
        with Serve('--allow-host', 'example.org', '--allow-host', '192.0.2.8') as serve:
            for host, status in [('example.org', 200), ('192.0.2.8:80', 200), ('example.com', 403)]:
                self.assertEqual(ask(serve.url('/hello'), Host=host)[0], status)

    def test_origins_may_ask(self):
        with Serve('--allow-origin', 'https://example.org') as serve:
            status, fields, _ = ask(serve.url('/hello'), Origin='https://example.org')
            self.assertEqual((status, fields['Access-Control-Allow-Origin']), (200, 'https://example.org'))
            self.assertEqual(ask(serve.url('/hello'), Origin='https://example.com')[0], 403)


if __name__ == '__main__':
    main()
