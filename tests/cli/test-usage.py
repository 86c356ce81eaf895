# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli: commands, options, help, and what it says when they are wrong."""

import unittest

from support import DONE, FAILED, USAGE, Foreign, main, run

COMMANDS = ['serve', 'watch', 'publish', 'upload', 'chat', 'compare']
URL = 'http://127.0.0.1:9/'


class Help(unittest.TestCase):
    def test_names_every_command_and_shows_examples(self):
        status, output, errors = run('--help')
        self.assertEqual(status, DONE)
        self.assertEqual(errors, '')
        self.assertIn('roundtrip-cli [OPTION…] COMMAND', output)
        for command in COMMANDS:
            self.assertRegex(output, rf'(?m)^  {command} +\S')
        self.assertIn('Examples:', output)

    def test_of_a_command_has_usage_examples_and_exit_status(self):
        for command in COMMANDS:
            with self.subTest(command):
                status, output, errors = run(command, '--help')
                self.assertEqual(status, DONE)
                self.assertEqual(errors, '')
                self.assertIn(f'roundtrip-cli {command} [OPTION…]', output)
                self.assertIn('Examples:', output)
                self.assertIn('Exit status:', output)

    def test_lists_the_options_that_scripts_rely_on(self):
        options = {
            'serve': '--port --chat-port --stream-port --speed --channel --listen-all --token --allow-host --allow-origin --fault --json',
            'watch': '--pattern --interval --count --after --header --fault --trace --bytes --json',
            'publish': '--type --string --header --keep-going --retry --idempotent --json',
            'upload': '--via --limit --json',
            'chat': '--name --json',
            'compare': '--preset --patterns --clients --rate --interval --size --duration --seed --repeat --format --json --output --assert',
        }
        for command, names in options.items():
            output = run(command, '--help')[1]
            for name in names.split():
                self.assertRegex(output, rf'(?m)^  {name}\b', command)

    def test_fits_eighty_columns(self):
        for arguments in [[], *([command] for command in COMMANDS)]:
            for line in run(*arguments, '--help')[1].splitlines():
                self.assertLessEqual(len(line), 90, line)

    def test_does_not_offer_what_nobody_types(self):
        output = run('--help')[1]
        self.assertNotRegex(output, r'(?m)^  clients ')


class Usage(unittest.TestCase):
    def refuse(self, arguments, *words):
        status, output, errors = run(*arguments)
        self.assertEqual(status, USAGE, arguments)
        self.assertEqual(output, '', arguments)
        self.assertTrue(errors.startswith('roundtrip-cli: '), errors)
        for word in words:
            self.assertIn(word, errors, arguments)
        return errors

    def test_version_is_told(self):
        status, output, _ = run('--version')
        self.assertEqual(status, DONE)
        self.assertRegex(output, r'^roundtrip-cli \d+\.\d+\.\d+\n$')

    def test_without_a_command_help_is_shown(self):
        self.refuse([], 'needs a command', 'Commands:')

    def test_unknown_commands_get_the_nearest_suggestion(self):
        self.refuse(['wach'], '“wach”', '“watch”')
        self.refuse(['pub'], '“publish”')
        self.refuse(['server'], '“serve”')

    def test_unknown_commands_like_no_other_get_no_suggestion(self):
        for typed in ['frob', '', 'x']:
            self.assertNotIn('Did you mean', self.refuse([typed], f'“{typed}”'))

    def test_unknown_options_are_refused(self):
        self.refuse(['--frobnicate'], '--frobnicate')
        for command in COMMANDS:
            self.refuse([command, '--frobnicate'], '--frobnicate', f'{command} --help')

    def test_serve_shares_over_what_is_a_bus(self):
        for url in ['embedded:', 'embedded:NO', 'http://127.0.0.1/', 'nothing', 'amqp://host/a/b']:
            self.refuse(['serve', '--bus', url], '--bus')

    def test_serve_takes_sane_ports_and_speeds(self):
        for port in ['-1', '65536', 'http', '', '1e3', ' 1']:
            self.refuse(['serve', '--port', port], '--port', '0 to 65535', f'“{port}”')
        self.refuse(['serve', '--chat-port', 'x'], '--chat-port')
        self.refuse(['serve', '--stream-port', 'x'], '--stream-port')
        for speed in ['0', '-1', 'nan', 'inf', 'fast', '1x', '']:
            self.refuse(['serve', '--speed', speed], '--speed', f'“{speed}”')
        self.refuse(['serve', 'now'], '“now”')

    def test_addresses_without_a_scheme_get_that_of_the_command(self):
        self.refuse(['watch', 'here'], '“http://here”')
        self.refuse(['chat', 'here'], '“ws://here”')

    def test_a_wrong_fault_is_named_with_what_it_could_be(self):
        self.refuse(['serve', '--fault', 'drop'], '--fault', '“drop”', 'cut-after', 'lose-answer')
        self.refuse(['serve', '--fault', 'stall', '--fault', 'delay=soon'], '“soon”', '“delay”', 'delay=100ms~20ms')
        self.refuse(['watch', '--fault', 'drop', URL], '--fault', '“drop”', 'cut-after')
        self.refuse(['watch', '--fault', 'stop=3s', URL], '--fault', '“stop=3s”', 'refuse')
        for scheme in ['https', 'wss']:
            for fault in ['status=500', 'lose-answer']:
                self.refuse(['watch', '--fault', fault, scheme + '://127.0.0.1:9/'], '--fault', f'“{fault}”', 'TLS')
        self.refuse(['serve', '--fault', 'stall@noon'], '“@noon”', '@10s')

    def test_numbers_are_told_as_they_are_typed(self):
        errors = run('serve', '--speed', '0', environment={'LC_ALL': 'de_DE.UTF-8', 'LANGUAGE': 'en'})[2]
        self.assertIn('0.001', errors)

    def test_compare_names_what_is_wrong(self):
        self.refuse(['compare', '--clients', '0'], '--clients', '“0”')
        self.refuse(['compare', '--duration', 'long'], '--duration', '“long”')
        self.refuse(['compare', '--patterns', 'pigeon'], '--patterns', 'pigeon')
        self.refuse(['compare', '--patterns', 'websocket,websocket'], 'websocket')
        self.refuse(['compare', '--feed', 'sometimes'], '--feed', '“sometimes”', 'poisson')
        self.refuse(['compare', '--order', 'none'], '--order', '“none”', 'apart')
        self.refuse(['compare', '--format', 'xml'], '--format', '“xml”', 'markdown')
        self.refuse(['compare', '--preset', 'none'], '--preset', '“none”', 'abril-2017')
        self.refuse(['compare', '--fault', 'drop'], '“drop”', 'cut-after')
        self.refuse(['compare', '--assert', 'it is good'], '--assert')
        self.refuse(['compare', '--patterns', 'websocket', '--assert', 'long-polling.lost == 0'], '--assert', 'long-polling')
        self.refuse(['compare', '/nonexistent.roundtrip'], '/nonexistent.roundtrip')
        self.refuse(['compare', 'one', 'two'], 'one file')

    def test_serve_needs_a_port_for_each(self):
        self.refuse(['serve', '--port', '8080'], '--port', '--chat-port', '8080')

    def test_serve_takes_a_token_that_guards_something(self):
        self.refuse(['serve', '--token', 'x' * 16], '--token', '--listen-all')
        for token in ['', 'short', 'sixteen letters!', 'x' * 129]:
            self.refuse(['serve', '--listen-all', '--token', token], '--token', '16 to 128')

    def test_serve_takes_hosts_and_origins(self):
        for host in ['', 'http://example.org', 'example.org:80', 'two words']:
            self.refuse(['serve', '--allow-host', 'good', '--allow-host', host], '--allow-host', f'“{host}”')
        for origin in ['', 'example.org', 'null', 'https://example.org/path']:
            self.refuse(['serve', '--allow-origin', origin], '--allow-origin', f'“{origin}”')

    def test_serve_takes_what_happens_to_slow_readers(self):
        for text in ['', 'ticker', '=wait', 'Ticker=wait', 'two words=wait']:
            self.refuse(['serve', '--channel', text], '--channel', f'“{text}”', 'ticker=keep-latest')
        for policy in ['', 'waits', 'WAIT']:
            self.refuse(['serve', '--channel', 'a=wait', '--channel', f'a={policy}'], '--channel', f'“{policy}”', 'drop-oldest')
        for part in ['', 'depth=3', 'events']:
            self.refuse(['serve', '--channel', f'a=wait,{part}'], '--channel', f'“{part}”', 'bytes=N')
        for part in ['events=1', 'events=x', 'events=', 'bytes=100', 'memory=3', 'memory=9999999999']:
            self.refuse(['serve', '--channel', f'a=wait,{part}'], '--channel', f'“{part}”', 'whole number')

    def test_watch_needs_one_good_url(self):
        self.refuse(['watch'], 'URL')
        self.refuse(['watch', URL, URL], 'One URL')
        self.refuse(['watch', '127.0.0.1:2000/x'], 'http://127.0.0.1:2000/x')
        self.refuse(['watch', 'localhost:2000'], 'http://localhost:2000')
        self.refuse(['watch', 'ftp://host/'], 'http://')
        self.refuse(['watch', 'http://'], 'http://')
        self.refuse(['watch', 'http://h:99999/'], 'h:99999')

    def test_watch_takes_sane_numbers(self):
        for option, texts in {'--count': ['0', '-1', 'x', '1.5'], '--after': ['-1', 'x', '9' * 30],
                              '--interval': ['0', '-1', 'nan', 'x', '1e99']}.items():
            for text in texts:
                self.refuse(['watch', option, text, URL], option, f'“{text}”')

    def test_watch_lists_the_patterns_there_are(self):
        self.refuse(['watch', '--pattern', 'telepathy', URL], '“telepathy”', 'request-response', 'short-polling',
                    'long-polling', 'server-sent-events', 'websocket')

    def test_headers_look_like_headers(self):
        for header in ['Name', ': value', 'Na me: value', 'Name: a\r\nB: c', 'Nämé: value']:
            self.refuse(['watch', '--header', header, URL], '--header')
            self.refuse(['publish', '--header', header, URL, '1'], '--header')

    def test_publish_needs_a_url_and_at_most_one_body(self):
        self.refuse(['publish'], 'URL')
        self.refuse(['publish', URL, 'hello', 'world'], 'quote')

    def test_publish_says_where_a_body_is_not_json_and_how_to_quote_it(self):
        self.refuse(['publish', URL, 'hello'], 'byte 0', '\'"hello"\'', '--string')
        self.refuse(['publish', URL, '{"a":1,}'], 'byte 7')
        self.refuse(['publish', URL, ''], 'BODY')

    def test_publish_types_are_names(self):
        self.refuse(['publish', '--type', 'a b', URL, '1'], '--type')
        self.refuse(['publish', '--type', 'x', 'ws://127.0.0.1:9/', '1'], '--type', 'WebSocket')


class Secrets(unittest.TestCase):
    def test_no_message_repeats_what_lets_somebody_in(self):
        def refuse(request):
            return request.respond('404 Not Found', 'text/plain', 'Not Found')
        for arguments in (['watch'], ['publish'], ['upload', __file__], ['chat']):
            for scheme in ('http', 'ws'):
                if (arguments[0], scheme) == ('upload', 'ws'):
                    continue
                with self.subTest(arguments[0], scheme=scheme), Foreign(refuse) as server:
                    address = server.url.partition('://')[2]
                    url = f'{scheme}://ada:LOVELACE@{address}channels/x?after=0&token=SECRET&x=1'
                    status, output, errors = run(*arguments, url, text='{}')
                    self.assertEqual(status, FAILED, errors)
                    self.assertNotEqual(errors, '')
                    self.assertNotIn('SECRET', output + errors)
                    self.assertNotIn('LOVELACE', output + errors)

    def test_no_usage_error_repeats_what_lets_somebody_in(self):
        for arguments in (['watch'], ['publish'], ['upload', __file__], ['chat']):
            for url in ('127.0.0.1:2000/x', 'ada:LOVELACE@127.0.0.1/x', 'ftp://ada:LOVELACE@h/x', 'http://ada:LOVELACE@h:99999/x'):
                with self.subTest(arguments[0], url=url):
                    status, output, errors = run(*arguments, f'{url}?token=SECRET', text='{}')
                    self.assertEqual(status, USAGE, errors)
                    self.assertIn('?token=…', errors)
                    self.assertNotIn('SECRET', output + errors)
                    self.assertNotIn('LOVELACE', output + errors)


if __name__ == '__main__':
    main()
