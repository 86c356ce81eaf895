# SPDX-License-Identifier: GPL-3.0-or-later
"""serve --fault: what is broken on purpose, as curl and our own watch see it."""

import json
import subprocess
import unittest

from support import DONE, Program, Serve, main, run

PATTERNS = ['short-polling', 'long-polling', 'server-sent-events', 'websocket']
CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_COULDNT_CONNECT = 52, 56, 7


def curl(*arguments):
    done = subprocess.run(['curl', '--silent', '--show-error', '--max-time', '20', *arguments],
                          text=True, capture_output=True, check=False)
    return done.returncode, done.stdout


class Faults(unittest.TestCase):
    def test_a_status_is_answered_and_nothing_carried_out(self):
        with Serve('--fault', 'status=503') as serve:
            for path, kind in [('/channels/x', 'application/problem+json'), ('/hello', 'text/plain; charset=utf-8')]:
                status, output = curl('--data', '1', '--write-out', '\n%{http_code} %{content_type}', serve.url(path))
                self.assertEqual(status, 0)
                self.assertEqual(output.splitlines()[-1], f'503 {kind}')

    def test_the_connection_goes_on_after_it(self):
        with Serve('--fault', 'status=500') as serve:
            status, output = curl('--write-out', '%{num_connects} ', '--output', '/dev/null', serve.url('/hello'),
                                  '--output', '/dev/null', serve.url('/hello'))
            self.assertEqual((status, output), (0, '1 0 '))

    def test_a_refused_connect_is_really_refused(self):
        with Serve('--fault', 'refuse') as serve:
            self.assertEqual(curl(serve.url('/hello'))[0], CURLE_COULDNT_CONNECT)

    def test_a_server_that_stops_begins_again_on_the_same_port(self):
        with Serve('--fault', 'stop=1s') as serve:
            status, output = curl('--retry', '20', '--retry-connrefused', '--retry-delay', '1', serve.url('/hello'))
            self.assertEqual((status, output), (0, 'world'))

    def test_an_answer_is_lost_after_the_request_was_carried_out(self):
        with Serve('--fault', 'lose-answer=1@0+2s') as serve:
            status, _ = curl('--header', 'Content-Type: application/json', '--data', '"once"', serve.url('/channels/lost'))
            self.assertIn(status, [CURLE_GOT_NOTHING, CURLE_RECV_ERROR])
            status, output = curl('--retry', '20', '--retry-all-errors', '--retry-delay', '1', serve.url('/channels/lost'))
            self.assertEqual([event['data'] for event in json.loads(output)['events']], ['once'])

    def test_every_pattern_counts_what_it_missed(self):
        for pattern in PATTERNS:
            with self.subTest(pattern), Serve('--fault', 'swallow=2') as serve:
                run('publish', serve.url('/channels/x'), text='1\n2\n3\n4\n5\n')
                with Program('watch', '--json', '--pattern', pattern, '--after', 0, '--count', 3,
                             serve.url('/channels/x')) as program:
                    lines = program.lines()
                    self.assertEqual(program.status(), DONE)
                total = json.loads(lines[-1])
                self.assertEqual((total['events'], total['lost'], total['duplicate']), (3, 2, 0))

    def test_totals_say_what_struck(self):
        with Serve('--fault', 'status=500') as serve:
            curl(serve.url('/hello'))
            curl(serve.url('/hello'))
            serve.interrupt()
            lines = serve.lines()
            self.assertEqual(serve.status(), DONE)
        self.assertIn('status 2', lines[-1])


if __name__ == '__main__':
    main()
