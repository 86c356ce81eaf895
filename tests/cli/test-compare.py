# SPDX-License-Identifier: GPL-3.0-or-later
"""roundtrip-cli compare: what it measures, reports and asserts."""

import csv
import io
import json
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from support import BINARY, DEADLINE, DONE, FAILED, USAGE, Program, main, run, wait_for

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# As short as can be.
SHORT = ['--clients', 2, '--rate', 20, '--duration', 0.5, '--warm-up', 0.1, '--interval', 0.1]
COUNTS = {'pattern', 'clients', 'published', 'events', 'lost', 'duplicate', 'reordered', 'connections', 'payload_bytes'}


# On a machine that could not keep up a run is not compared, but what was counted is there.
def counts(report, i=0):
    run_ = report['runs'][i]
    return {**run_['traffic'], **{name: run_[name] for name in ('clients', 'published', 'cpu_us', 'cut_short')}}


def compare(*arguments):
    status, output, errors = run('compare', *SHORT, *arguments)
    assert status == DONE, (status, errors)
    return output


def save_compared(path, *arguments):
    """Measures it, again while the machine did not keep up, as what it did not is not compared."""
    def keeps_up():
        compare('--output', path, *arguments)
        with open(path, encoding='utf-8') as file:
            return all(run_['kept_up'] for run_ in json.load(file)['runs'])
    wait_for(keeps_up, 'a machine that keeps up')


class Report(unittest.TestCase):
    def test_is_a_table_that_fits_a_terminal(self):
        output = compare()
        for name in ['polling', 'sent-', 'websocket', 'Published', 'Latency']:
            self.assertIn(name, output)
        for line in output.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_in_json_has_what_programs_rely_on(self):
        report = json.loads(compare('--json', '--patterns', 'long-polling,websocket'))
        self.assertEqual([pattern['pattern'] for pattern in report['patterns']], ['long-polling', 'websocket'])
        for i, pattern in enumerate(report['patterns']):
            self.assertLessEqual({*COUNTS, 'requests', 'empty', 'wire_bytes_in', 'wire_bytes_out', 'overhead_bytes',
                                  'segments_in', 'segments_out', 'cpu_us_per_event'}, pattern.keys())
            self.assertLessEqual({'p50', 'p95', 'p99', 'max'}, pattern['latency_us'].keys())
            self.assertLessEqual({'mean', 'p95'}, pattern['age_us'].keys())
            counted = counts(report, i)
            self.assertEqual(counted['clients'], 2)
            self.assertEqual(counted['published'], 10)
            self.assertEqual(counted['events'], 20)
            self.assertEqual(counted['lost'], 0)
            self.assertEqual(counted['payload_bytes_in'], 20 * 64)
        self.assertEqual(report['experiment']['clients'], 2)
        self.assertIn('machine', report)

    def test_in_csv_is_a_table(self):
        rows = list(csv.reader(io.StringIO(compare('--format', 'csv', '--patterns', 'websocket'))))
        self.assertGreater(len(rows), 10)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_in_markdown_has_a_table(self):
        self.assertRegex(compare('--format', 'markdown', '--patterns', 'websocket'), r'(?m)^\|')

    def test_goes_to_a_file_and_can_be_repeated_from_there(self):
        with tempfile.TemporaryDirectory() as folder:
            first, second = (os.path.join(folder, name) for name in ['first.roundtrip', 'second.roundtrip'])
            self.assertEqual(compare('--json', '--output', first, '--patterns', 'websocket,server-sent-events'), '')
            self.assertEqual(run('compare', first, '--json', '--output', second)[0], DONE)
            with open(first, encoding='utf-8') as one, open(second, encoding='utf-8') as two:
                one, two = json.load(one), json.load(two)
        self.assertEqual(one['experiment'], two['experiment'])
        for i in range(2):
            for name in ['clients', 'published', 'events', 'lost', 'duplicate', 'reordered', 'connections_opened',
                         'payload_bytes_in', 'wire_bytes_in', 'wire_bytes_out']:
                self.assertEqual(counts(one, i)[name], counts(two, i)[name], name)

    def test_that_cannot_be_written_is_a_failure(self):
        status, _, errors = run('compare', *SHORT, '--patterns', 'websocket', '--output', '/nonexistent/report')
        self.assertEqual(status, FAILED)
        self.assertIn('/nonexistent/report', errors)

    def test_a_file_that_cannot_be_read_is_told_with_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            status, _, errors = run('compare', f'{folder}/none.roundtrip')
            self.assertEqual(status, USAGE)
            self.assertTrue(errors.startswith(f'roundtrip-cli: “{folder}/none.roundtrip” cannot be read: '
                                              'there is no such file. Check its name.\n'), errors)
            self.assertIn(' cannot be read: it is a folder. ', run('compare', '--show', folder)[2])
            errors = run('compare', '--patterns', 'websocket', '--replay', os.path.join(folder, 'none'))[2]
            self.assertIn(f'“{folder}/none” cannot be read: there is no such file. ', errors)

    def test_that_cannot_be_written_is_told_before_it_is_measured(self):
        with tempfile.TemporaryDirectory() as folder:
            status, _, errors = run('compare', '--duration', 3600, '--output', folder)
            self.assertEqual(status, FAILED)
            self.assertIn('(Is a directory)', errors)
            os.chmod(folder, 0o500)
            # Who administers the machine may write everywhere.
            if not os.access(folder, os.W_OK):
                errors = run('compare', '--duration', 3600, '--output', os.path.join(folder, 'new'))[2]
                self.assertIn('(Permission denied)', errors)
        status, _, errors = run('compare', '--duration', 3600, '--output', '/nonexistent/report')
        self.assertEqual(status, FAILED)
        self.assertIn('--output', errors)


    def test_has_the_format_that_its_file_is_named_for(self):
        begins = {'it.roundtrip': '{', 'it.csv': 'name,pattern', 'it.md': 'Clients', 'it.txt': 'Clients'}
        with tempfile.TemporaryDirectory() as folder:
            for name, begin in begins.items():
                path = os.path.join(folder, name)
                compare('--output', path, '--patterns', 'websocket', '--duration', 0.2)
                with open(path, encoding='utf-8') as file:
                    self.assertTrue(file.read().startswith(begin), name)

    def test_is_not_written_to_a_file_that_is_named_for_another_format(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'it.csv')
            for words in [['--json'], ['--format', 'markdown']]:
                status, _, errors = run('compare', *SHORT, '--output', path, *words)
                self.assertEqual(status, USAGE)
                self.assertIn('csv', errors)
            self.assertFalse(os.path.exists(path))


class Saved(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.file = os.path.join(self.folder, 'it.roundtrip')

    def test_results_are_shown_without_running(self):
        compare('--output', self.file, '--patterns', 'websocket', '--title', 'Shown', '--duration', 0.2)
        shown = run('compare', '--show', self.file, '--format', 'markdown')
        self.assertEqual((shown[0], shown[2]), (DONE, ''))
        self.assertTrue(shown[1].startswith('# Shown\n'), shown[1])
        with open(self.file, encoding='utf-8') as file:
            self.assertEqual(run('compare', '--show', self.file, '--json')[1], file.read())
        self.assertEqual(run('compare', '--show', self.file, '--assert', 'websocket.clients > 2')[0], FAILED)

    def test_results_are_shown_with_no_settings(self):
        compare('--output', self.file, '--patterns', 'websocket', '--duration', 0.2)
        for words in [['--show'], ['--show', self.file, '--clients', 3]]:
            status, _, errors = run('compare', *words)
            self.assertEqual(status, USAGE)
            self.assertIn('--show', errors)

    def test_results_keep_what_matters(self):
        save_compared(self.file, '--patterns', 'websocket,long-polling', '--matters', 'latest=5,talks-back')
        with open(self.file, encoding='utf-8') as file:
            self.assertEqual(json.load(file)['needs'], {'save': 'bytes', 'latest_s': 5, 'traits': ['talks-back']})
        for form in ['text', 'markdown']:
            shown = run('compare', '--show', self.file, '--format', form)[1]
            self.assertIn('Clients talk as well\n', shown)
            self.assertIn('Latest: 5.00 s\n', shown)
            other = run('compare', '--show', self.file, '--format', form, '--matters', 'cpu')[1]
            self.assertIn('To be saved: Processor time\n', other)
            self.assertNotIn('Clients talk as well\n', other)
        for words in ['latest=1,browser,latest=2', 'cpu,bytes']:
            status, _, errors = run('compare', '--show', self.file, '--matters', words)
            self.assertEqual(status, USAGE)
            self.assertIn(f'“{words.split(",")[0]}” and “{words.split(",")[-1]}” exclude each other', errors)
        status, _, errors = run('compare', '--show', self.file, '--matters', 'gold')
        self.assertEqual(status, USAGE)
        self.assertIn('talks-back', errors)

    def test_results_are_laid_beside_each_other(self):
        other = os.path.join(self.folder, 'other.roundtrip')
        save_compared(self.file, '--patterns', 'websocket', '--duration', 0.2)
        save_compared(other, '--patterns', 'websocket', '--duration', 0.2, '--size', 640)
        status, output, errors = run('compare', '--show', self.file, other)
        self.assertEqual((status, errors), (DONE, ''))
        self.assertIn('Bytes of an event: 640, not 64', ' '.join(output.split()))
        self.assertRegex(output, r'(?m)^Payload .*[+]900 %$')
        self.assertIn('| Payload |', run('compare', '--show', self.file, other, '--format', 'markdown')[1])
        plan = os.path.join(self.folder, 'plan.roundtrip')
        with open(self.file, encoding='utf-8') as file:
            report = json.load(file)
        with open(plan, 'w', encoding='utf-8') as file:
            json.dump({**report, 'runs': []}, file)
        for words in [[plan, other], [other, plan], [plan]]:
            status, output, errors = run('compare', '--show', *words)
            self.assertEqual((status, output), (FAILED, ''), words)
            self.assertIn('Nothing was measured.', errors)
        for words in [[self.file, other], ['--show', self.file, other, '--json'],
                      ['--show', self.file, other, '--matters', 'cpu'], ['--show', self.file, other, other]]:
            self.assertEqual(run('compare', *words)[0], USAGE, words)

    @unittest.skipIf(shutil.which('localedef') is None, 'localedef is not installed')
    def test_options_are_told_as_they_are_typed_in_every_language(self):
        if subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', os.path.join(self.folder, 'de_DE.UTF-8')],
                          capture_output=True, timeout=DEADLINE, check=False).returncode != 0:
            self.skipTest('German is not installed')
        compare('--output', self.file, '--patterns', 'short-polling:interval=0.25,name=polling', '--duration', 0.3)
        shown = subprocess.run([BINARY, 'compare', '--show', self.file], capture_output=True, encoding='utf-8',
                               timeout=DEADLINE, check=True,
                               env={**os.environ, 'LOCPATH': self.folder, 'LC_ALL': 'de_DE.UTF-8', 'LANGUAGE': 'C'}).stdout
        self.assertIn('interval=0.25', shown)
        # What is not typed is German.
        self.assertRegex(shown, r'\b0,3 s\b')

    def test_results_do_not_choose_where_files_are_made(self):
        folder = os.path.join(self.folder, 'planted')
        patterns = ['--patterns', f'publish-subscribe:bus=embedded:feed?folder={folder}']
        with open(self.file, 'w', encoding='utf-8') as file:
            contestant = {'pattern': 'publish-subscribe', 'bus': f'embedded:feed?fol%64er={folder}'}
            json.dump({'format': 'roundtrip', 'version': 1, 'experiment': {'contestants': [contestant]}}, file)
        status, _, errors = run('compare', self.file, *SHORT)
        self.assertEqual(status, USAGE)
        self.assertIn('folder', errors)
        self.assertFalse(os.path.exists(folder))
        # Who types it may.
        self.assertEqual(run('compare', self.file, *SHORT, *patterns)[0], DONE)
        self.assertTrue(os.path.exists(folder))

    def test_pipes_are_refused(self):
        pipe = os.path.join(self.folder, 'nothing')
        os.mkfifo(pipe)
        for words, wanted in [([pipe], USAGE), (['--replay', pipe], FAILED)]:
            status, _, errors = run('compare', *words)
            self.assertEqual(status, wanted)
            self.assertIn('pipe', errors)


class Settings(unittest.TestCase):
    def test_of_a_pattern_are_its_own(self):
        words = 'short-polling:interval=0.05,etag=no,short-polling:interval=0.25,name=slow'
        report = json.loads(compare('--json', '--patterns', words))
        fast, slow = counts(report), counts(report, 1)
        self.assertGreater(fast['requests'], slow['requests'])
        self.assertEqual(report['experiment']['contestants'][0]['etag'], False)

    def test_of_a_preset_can_be_changed(self):
        status, output, errors = run('compare', '--preset', 'abril-2017', '--brief', '--clients', 2, '--json')
        self.assertEqual(status, DONE, errors)
        self.assertEqual(json.loads(output)['experiment']['preset'], 'abril-2017')
        self.assertEqual(counts(json.loads(output))['clients'], 2)

    def test_of_a_preset_alone_are_brief(self):
        status, _, errors = run('compare', *SHORT, '--brief')
        self.assertEqual(status, USAGE)
        self.assertIn('--preset', errors)

    def test_replay_what_watch_printed(self):
        with tempfile.NamedTemporaryFile('w', suffix='.jsonl') as file:
            for i in range(5):
                event = {'kind': 'event', 'seq': i, 'type': 'tick', 'time': f'2026-01-01T00:00:00.{i}00000Z', 'data': i}
                file.write(json.dumps(event) + '\n')
            file.flush()
            report = json.loads(compare('--json', '--replay', file.name, '--patterns', 'websocket'))
        self.assertEqual(counts(report)['published'], 5)
        self.assertEqual(counts(report)['payload_bytes_in'], 2 * 5)

    def test_a_process_for_the_clients_tells_what_the_server_took(self):
        report = json.loads(compare('--json', '--own-process', '--order', 'apart', '--patterns', 'websocket'))
        self.assertGreater(counts(report)['cpu_us'], 0)
        together = json.loads(compare('--json', '--patterns', 'websocket'))
        self.assertIsNone(counts(together)['cpu_us'])

    def test_http2_is_for_what_can_run_on_it(self):
        report = json.loads(compare('--json', '--http2', '--own-process', '--patterns', 'server-sent-events,websocket'))
        self.assertEqual([pattern['protocol'] for pattern in report['patterns']], ['HTTP/2', 'HTTP/1.1'])
        self.assertEqual([run['traffic']['lost'] for run in report['runs']], [0, 0])
        self.assertIn('Over HTTP/2 and TLS', compare('--http2', '--patterns', 'long-polling'))

    def test_clients_of_one_host_share_its_connections(self):
        report = json.loads(compare('--json', '--patterns', 'short-polling', '--clients', 12, '--warm-up', 0,
                                    '--connections-per-host', 6, '--clients-per-host', 12))
        counted = counts(report)
        self.assertEqual(counted['events'], 12 * 10)
        self.assertLessEqual(counted['connections_opened'], 6)
        self.assertGreater(counted['wire_bytes_in'], counted['payload_bytes_in'])


class Assertions(unittest.TestCase):
    def test_that_hold_say_nothing(self):
        status, _, errors = run('compare', *SHORT, '--patterns', 'websocket', '--assert', 'websocket.lost == 0',
                                '--assert', 'websocket.events >= 20')
        # Unless the machine could not keep up, which is no pass.
        self.assertTrue((status, errors) == (DONE, '') or (status == FAILED and 'websocket' in errors), errors)

    def test_that_fail_are_told(self):
        status, output, errors = run('compare', *SHORT, '--patterns', 'websocket', '--assert', 'websocket.events < 20')
        self.assertEqual(status, FAILED)
        self.assertEqual(errors.count('websocket.events < 20'), 1, errors)
        self.assertIn('Published', output)

    def test_of_what_was_published(self):
        report = os.path.join(SOURCE, 'data/reports/abril-2017.roundtrip')
        self.assertEqual(run('compare', '--show', report, '--assert', 'published')[0], DONE)
        with tempfile.TemporaryDirectory() as folder:
            beyond = os.path.join(folder, 'beyond.roundtrip')
            with open(report, encoding='utf-8') as file:
                result = json.load(file)
            requests = 2 * result['runs'][0]['traffic']['requests']
            result['runs'][0]['traffic']['requests'] = requests
            with open(beyond, 'w', encoding='utf-8') as file:
                json.dump(result, file)
            status, _, errors = run('compare', '--show', beyond, '--assert', 'published')
            self.assertEqual((status, run('compare', '--show', beyond)[0]), (FAILED, DONE))
            self.assertIn(f'polling, Requests: measured {requests}, expected from 19 to 26.', errors)

    def test_of_what_was_published_need_it_unchanged(self):
        for words, why in [(['--preset', 'abril-2017', '--clients', 50], 'Clients: 50, not 1'), ([], 'preset')]:
            status, _, errors = run('compare', *words, '--assert', 'published')
            self.assertEqual(status, USAGE)
            self.assertIn(why, errors)


class Help(unittest.TestCase):
    def test_fits_a_terminal(self):
        for line in run('compare', '--help')[1].splitlines():
            self.assertLessEqual(len(line), 80, line)


class Terminal:
    """compare whose standard error is a terminal, as far as what it shows there."""

    def __init__(self, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([BINARY, 'compare', *map(str, arguments)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=slave,
                                        env={**os.environ, 'LC_ALL': 'C.UTF-8', 'TERM': 'xterm'})
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        os.close(self.master)

    def wait_for(self, text):
        shown = b''
        end = time.monotonic() + DEADLINE
        while text not in shown:
            ready = select.select([self.master], [], [], max(0, end - time.monotonic()))[0]
            assert ready, f'{text} was not shown: {shown}'
            shown += os.read(self.master, 4096)


class Interrupted(unittest.TestCase):
    def interrupt(self, *arguments):
        with Terminal('--clients', 2, '--rate', 20, '--duration', 600, '--warm-up', 0, '--json', '--patterns',
                      'websocket', *arguments) as terminal:
            terminal.wait_for(b'measuring')
            terminal.process.send_signal(signal.SIGINT)
            output, _ = terminal.process.communicate(timeout=DEADLINE)
            return terminal.process.returncode, json.loads(output)

    def test_reports_what_was_measured(self):
        for arguments in [[], ['--own-process']]:
            with self.subTest(arguments):
                status, report = self.interrupt(*arguments)
                self.assertEqual(status, DONE)
                self.assertGreater(counts(report)['published'], 0)
                self.assertIs(counts(report)['cut_short'], True)


class Failing(unittest.TestCase):
    def test_later_keeps_what_was_measured(self):
        with Terminal('--clients', 2, '--rate', 20, '--duration', 1, '--warm-up', 0.1, '--order', 'apart', '--json',
                      '--patterns', 'websocket,server-sent-events') as terminal:
            terminal.wait_for(b'measuring')
            # The next server cannot listen: the program itself holds seven.
            resource.prlimit(terminal.process.pid, resource.RLIMIT_NOFILE, (8, 8))
            output, _ = terminal.process.communicate(timeout=DEADLINE)
            terminal.wait_for(b'roundtrip-cli: ')
        self.assertEqual(terminal.process.returncode, FAILED)
        self.assertEqual([run_['contestant'] for run_ in json.loads(output)['runs']], [0])


    def test_says_how_many_clients_there_are_open_files_for(self):
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        for words in [], ['--own-process', '--order', 'apart']:
            process = subprocess.run([BINARY, 'compare', '--patterns', 'websocket', '--clients', '100', *words], check=False,
                                     capture_output=True, text=True, timeout=DEADLINE,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200)))
            self.assertEqual(process.returncode, FAILED)
            self.assertRegex(process.stderr, '100 clients at once need more open files .* enough for 36')
        self.assertEqual(resource.getrlimit(resource.RLIMIT_NOFILE), limits)

    def test_without_open_files_ends_and_says_so(self):
        with Terminal('--clients', 2, '--rate', 20, '--duration', 1, '--warm-up', 0.1, '--order', 'apart', '--own-process',
                      '--json', '--patterns', 'websocket,server-sent-events') as terminal:
            terminal.wait_for(b'measuring')
            # The next server can listen, and then there is nothing left to talk to its clients with.
            open_files = sorted(int(name) for name in os.listdir(f'/proc/{terminal.process.pid}/fd'))
            resource.prlimit(terminal.process.pid, resource.RLIMIT_NOFILE, (open_files[-1] - 3, open_files[-1] - 3))
            output, _ = terminal.process.communicate(timeout=DEADLINE)
        _, without = json.loads(output)['runs']
        self.assertFalse(without['kept_up'])
        self.assertRegex(without['remark'], 'open files')


class Clients(unittest.TestCase):
    def children(self, parent):
        with open(f'/proc/{parent}/task/{parent}/children', encoding='ascii') as file:
            return [int(child) for child in file.read().split()]

    def test_end_with_who_began_them(self):
        with Program('compare', '--own-process', '--patterns', 'websocket', '--duration', 600) as program:
            wait_for(lambda: self.children(program.process.pid), 'the clients')
            child, = self.children(program.process.pid)
            program.process.kill()
            program.process.wait()
            wait_for(lambda: not os.path.exists(f'/proc/{child}') or
                     open(f'/proc/{child}/stat', encoding='ascii').read().split(')')[1].split()[0] == 'Z', 'their end')


if __name__ == '__main__':
    main()
