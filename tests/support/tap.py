# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the test cases of a script, which speaks TAP."""

import sys
import unittest


class Result(unittest.TestResult):
    """Speaks TAP as the tests end."""

    points = 0

    def _say(self, test, good, text='', directive=''):
        self.points += 1
        name = test.id().split('.', 1)[-1].replace('.', '/').replace('_', '-')
        print(f'{"ok" if good else "not ok"} {self.points} - {name}{directive}', flush=True)
        for line in text.splitlines():
            print('# ' + line, flush=True)

    def addSuccess(self, test):
        self._say(test, True)

    def addSkip(self, test, reason):
        self._say(test, True, directive=f' # SKIP {reason}')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._say(test, False, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self._say(test, False, self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._say(test, False, f'{subtest}\n{self._exc_info_to_string(err, test)}')


def main(*names):
    """Runs those of @names, such as Ends.test_opened_again, or all; ends the program."""
    script = sys.modules['__main__']
    loader = unittest.defaultTestLoader
    tests = loader.loadTestsFromNames(names, script) if names else loader.loadTestsFromModule(script)
    result = Result()
    tests.run(result)
    # Known only now: what skips or fails for a whole class is one point.
    print(f'1..{result.points}', flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
