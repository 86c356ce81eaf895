#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A RabbitMQ of the tests' own: on free loopback ports, with everything it writes in a
scratch folder, ended with its children whatever happens.

Python tests import it. For tests in C it is a program: it prints "amqp PORT TLS_PORT", or
"skip REASON", and then does what standard input says, one of its commands a line, answering
"ok" or "failed REASON". It ends with its standard input."""

import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from ports import free_port

START_SECONDS = 90
CALL_SECONDS = 30
ATTEMPTS = 5
PR_SET_PDEATHSIG = 1
# For 127.0.0.1 and localhost; of nobody but tests.
CERTIFICATE = pathlib.Path(__file__).with_name('localhost.pem')


class Missing(Exception):
    """There is no RabbitMQ here; the reason."""


class Failed(Exception):
    """It does not do what it should."""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def find_root():
    """Where tests/run.sh unpacked it, or the system's own."""
    root = pathlib.Path(os.environ.get('RABBITMQ_ROOT', '/nonexistent'))
    for candidate in (root, pathlib.Path('/')):
        if (candidate / 'usr/lib/rabbitmq/bin/rabbitmq-server').exists() and \
                list((candidate / 'usr/lib/erlang').glob('erts-*/bin/erlexec')):
            return candidate
    raise Missing('there is no RabbitMQ; tests/run.sh fetches one where there is apt-get')


class RabbitMQ:
    def __init__(self):
        self.root = find_root()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='roundtrip-rabbitmq-'))
        self.broker = None
        self.epmd = None
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def uri(self):
        return f'amqp://guest:guest@127.0.0.1:{self.port}'

    def _begin(self):
        for attempt in range(ATTEMPTS):
            self._choose_ports()
            try:
                return self._start()
            except Failed:
                if attempt + 1 == ATTEMPTS or not self._taken():
                    raise
                self._end_processes()

    def _choose_ports(self):
        self.port, self.tls_port, self.dist_port, self.epmd_port = (free_port() for _ in range(4))
        self._write_wrapper()
        self._write_config()
        self.env = self._environment()

    def _taken(self):
        """Whether somebody else has one of the ports by now: then others may do."""
        log = self._log()
        return 'eaddrinuse' in log or 'already in use' in log

    def _log(self):
        return ''.join(path.read_text(errors='replace') for path in sorted(self.folder.glob('log/*')))

    def _write_wrapper(self):
        """Debian's own knows no folder but /usr/lib/erlang."""
        erlang = self.root / 'usr/lib/erlang'
        bindir = sorted(erlang.glob('erts-*/bin'))[-1]
        (self.folder / 'bin').mkdir(exist_ok=True)
        (self.folder / 'log').mkdir(exist_ok=True)
        wrapper = self.folder / 'bin/erl'
        wrapper.write_text(f'#!/bin/sh\nROOTDIR={erlang} BINDIR={bindir} EMU=beam PROGNAME=erl\n'
                           'export ROOTDIR BINDIR EMU PROGNAME\nexec "$BINDIR/erlexec" "$@"\n')
        wrapper.chmod(0o755)
        self.epmd_path = bindir / 'epmd'

    def _write_config(self):
        (self.folder / 'enabled_plugins').write_text('[].\n')
        shutil.copy(CERTIFICATE, self.folder / 'certificate.pem')
        pem = self.folder / 'certificate.pem'
        (self.folder / 'rabbitmq.conf').write_text(
            f'listeners.tcp.1 = 127.0.0.1:{self.port}\n'
            f'listeners.ssl.1 = 127.0.0.1:{self.tls_port}\n'
            f'ssl_options.cacertfile = {pem}\nssl_options.certfile = {pem}\nssl_options.keyfile = {pem}\n'
            'ssl_options.verify = verify_none\nssl_options.fail_if_no_peer_cert = false\n'
            'disk_free_limit.absolute = 1MB\n')

    def _environment(self):
        folder = self.folder
        names = {
            'MNESIA_BASE': 'mnesia', 'MNESIA_DIR': 'mnesia/node', 'LOG_BASE': 'log', 'LOGS': 'log/node.log',
            'PID_FILE': 'pid', 'SCHEMA_DIR': 'schema', 'GENERATED_CONFIG_DIR': 'config',
            'PLUGINS_EXPAND_DIR': 'plugins', 'ENABLED_PLUGINS_FILE': 'enabled_plugins',
            'CONFIG_FILE': 'rabbitmq', 'ADVANCED_CONFIG_FILE': 'advanced.config', 'CONF_ENV_FILE': 'env.conf',
            'FEATURE_FLAGS_FILE': 'feature_flags', 'QUORUM_DIR': 'quorum', 'STREAM_DIR': 'stream',
        }
        env = {f'RABBITMQ_{name}': str(folder / path) for name, path in names.items()}
        env.update(
            PATH=f'{folder / "bin"}:{os.environ.get("PATH", "/usr/bin:/bin")}', HOME=str(folder), LC_ALL='C.UTF-8',
            RABBITMQ_NODENAME='roundtrip@localhost', RABBITMQ_DIST_PORT=str(self.dist_port),
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +S 2:2',
            ERL_EPMD_PORT=str(self.epmd_port), ERL_EPMD_ADDRESS='127.0.0.1', ERL_CRASH_DUMP='/dev/null',
            # Has its script become the broker instead of waiting for it, so that signals reach it.
            detached='yes')
        return env

    def _script(self, name):
        return str(self.root / 'usr/lib/rabbitmq/bin' / name)

    def _run(self, command, log):
        with open(self.folder / 'log' / log, 'ab') as output:
            return subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=subprocess.STDOUT, cwd=self.folder, preexec_fn=die_with_parent)

    def _start(self):
        if self.epmd is None:
            self.epmd = self._run([self.epmd_path, '-address', '127.0.0.1', '-port', str(self.epmd_port)], 'epmd')
        self.broker = self._run([self._script('rabbitmq-server')], 'broker')
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.broker.poll() is not None:
                raise Failed(f'RabbitMQ ended: {self._log()[-2000:]}')
            if time.monotonic() > deadline:
                raise Failed(f'RabbitMQ did not start: {self._log()[-2000:]}')
            time.sleep(0.05)

    def _answers(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 2) as probe:
                probe.sendall(b'AMQP\0\0\x09\x01')
                return probe.recv(1) == b'\1'
        except OSError:
            return False

    def kill(self):
        """SIGKILL, as when the power goes."""
        self.broker.kill()
        self.broker.wait()

    def start(self):
        self._start()

    def restart(self):
        self.kill()
        self._start()

    def freeze(self):
        self.broker.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.broker.send_signal(signal.SIGCONT)

    def call(self, module, function, arguments='[]'):
        """Has the node call a function: what rabbitmqctl does as well, a thousand times slower."""
        return self._ask_node(['-a', f'{module} {function} {arguments}'])

    def evaluate(self, code):
        """The same with terms that cannot be in a command line."""
        return self._ask_node(['-e'], code)

    def _ask_node(self, question, code=''):
        command = [self.root / 'usr/lib/erlang/bin/erl_call', '-c', (self.folder / '.erlang.cookie').read_text(),
                   '-name', 'roundtrip@localhost', *question]
        result = subprocess.run(command, env=self.env, input=code, capture_output=True, text=True,
                                timeout=CALL_SECONDS, preexec_fn=die_with_parent)
        if result.returncode != 0:
            raise Failed(f'{" ".join(question)} {code}: {result.stdout}{result.stderr}')
        return result.stdout

    def alarm(self):
        """Short of memory: takes no messages."""
        self.call('vm_memory_monitor', 'set_vm_memory_high_watermark', '[0.0000001]')

    def calm(self):
        self.call('vm_memory_monitor', 'set_vm_memory_high_watermark', '[0.4]')

    def sync(self):
        """Writes down what was declared, which the broker does some seconds late: killed before, it
        has forgotten its queues, or who is to start its streams again."""
        self.call('mnesia', 'sync_log')
        self.call('dets', 'sync', '[ra_coordination_directory_reverse]')

    def disconnect(self):
        """Ends all connections there are."""
        self.call('rabbit_networking', 'close_all_connections', '["tests"]')

    def set_up_late(self):
        """Adds the virtual host "late", which was refused before."""
        answer = self.evaluate(
            'ok = rabbit_vhost:add(<<"late">>, <<"tests">>), rabbit_auth_backend_internal:set_permissions('
            '<<"guest">>, <<"late">>, <<".*">>, <<".*">>, <<".*">>, <<"tests">>).\n')
        if 'ok' not in answer:
            raise Failed(answer)

    def _end_processes(self):
        for process in (self.broker, self.epmd):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        self.broker = self.epmd = None

    def close(self):
        self._end_processes()
        shutil.rmtree(self.folder, ignore_errors=True)


COMMANDS = {name: getattr(RabbitMQ, name) for name in (
    'kill', 'start', 'restart', 'freeze', 'thaw', 'alarm', 'calm', 'sync', 'disconnect', 'set_up_late')}


def serve(broker):
    print('amqp', broker.port, broker.tls_port, flush=True)
    for line in sys.stdin:
        try:
            COMMANDS[line.strip()](broker)
        except (Failed, OSError, subprocess.SubprocessError) as failure:
            print('failed', ' '.join(str(failure).split()), flush=True)
        else:
            print('ok', flush=True)


def main():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        broker = RabbitMQ()
    except Missing as missing:
        print('skip', missing, flush=True)
        return
    with broker:
        serve(broker)


if __name__ == '__main__':
    main()
