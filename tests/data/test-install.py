# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed, where GNOME looks for it, and that all of it agrees on one id."""

import configparser
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from programs import BUILD, DEADLINE, ID, SOURCE
from tap import main

FILES = f'''
bin/roundtrip
bin/roundtrip-cli
share/applications/{ID}.desktop
share/bash-completion/completions/roundtrip
share/bash-completion/completions/roundtrip-cli
share/dbus-1/services/{ID}.service
share/fish/vendor_completions.d/roundtrip-cli.fish
share/fish/vendor_completions.d/roundtrip.fish
share/glib-2.0/schemas/{ID}.gschema.xml
share/icons/hicolor/scalable/apps/{ID}.svg
share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg
share/man/man1/roundtrip-cli.1
share/man/man1/roundtrip.1
share/metainfo/{ID}.metainfo.xml
share/mime/packages/{ID}.xml
share/roundtrip/roundtrip-result.schema.json
share/zsh/site-functions/_roundtrip
share/zsh/site-functions/_roundtrip-cli
'''.split()


def languages():
    lines = (SOURCE / 'po/LINGUAS').read_text().splitlines()
    return [word for line in lines if not line.startswith('#') for word in line.split()]


def read_keys(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters='=')
    parser.optionxform = str
    parser.read(path)
    return parser


class Installed(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix='roundtrip-test-')
        meson = os.environ.get('MESON', shutil.which('meson'))
        subprocess.run([meson, 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', cls.scratch],
                       check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE)
        binary, = pathlib.Path(cls.scratch).rglob('bin/roundtrip')
        cls.prefix = binary.parent.parent

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.scratch)

    def path(self, name):
        return self.prefix / name

    def desktop(self):
        return read_keys(self.path(f'share/applications/{ID}.desktop'))

    def metainfo(self):
        return ElementTree.parse(self.path(f'share/metainfo/{ID}.metainfo.xml')).getroot()

    def test_every_file_is_where_it_is_looked_for_and_no_other(self):
        found = {str(path.relative_to(self.prefix)) for path in self.prefix.rglob('*') if path.is_file()}
        wanted = set(FILES) | {f'share/locale/{name}/LC_MESSAGES/roundtrip.mo' for name in languages()}
        self.assertEqual(sorted(found), sorted(wanted))

    def test_programs_say_their_version(self):
        for name in ['roundtrip', 'roundtrip-cli']:
            done = subprocess.run([self.path(f'bin/{name}'), '--version'], capture_output=True, text=True,
                                  timeout=DEADLINE)
            self.assertEqual(done.returncode, 0)
            self.assertIn(self.metainfo().find('releases/release').get('version'), done.stdout)

    def test_the_entry_names_the_icon_and_its_actions(self):
        entry = self.desktop()['Desktop Entry']
        self.assertEqual(entry['Icon'], ID)
        self.assertEqual(entry['DBusActivatable'], 'true')
        for action in entry['Actions'].strip(';').split(';'):
            keys = self.desktop()[f'Desktop Action {action}']
            self.assertTrue(keys['Name'])
            self.assertEqual(keys['Exec'], f'roundtrip --{action}')

    def test_results_are_files_of_the_program(self):
        names = {'m': 'http://www.freedesktop.org/standards/shared-mime-info'}
        kind = ElementTree.parse(self.path(f'share/mime/packages/{ID}.xml')).getroot().find('m:mime-type', names)
        self.assertEqual(kind.find('m:glob', names).get('pattern'), '*.roundtrip')
        self.assertEqual(self.desktop()['Desktop Entry']['MimeType'], kind.get('type') + ';')
        self.assertEqual(self.metainfo().findtext('provides/mediatype'), kind.get('type'))

    def test_the_bus_starts_the_program_that_was_installed(self):
        service = read_keys(self.path(f'share/dbus-1/services/{ID}.service'))['D-BUS Service']
        self.assertEqual(service['Name'], ID)
        program, option = service['Exec'].split()
        self.assertEqual(option, '--gapplication-service')
        self.assertEqual(pathlib.Path(self.scratch) / program[1:], self.path('bin/roundtrip'))

    def test_the_metainfo_names_what_there_is(self):
        root = self.metainfo()
        self.assertEqual(root.findtext('id'), ID)
        self.assertEqual(root.findtext('launchable'), f'{ID}.desktop')
        self.assertEqual(root.findtext('provides/dbus'), ID)
        for binary in root.findall('provides/binary'):
            self.assertTrue(self.path(f'bin/{binary.text}').exists())

    def test_screenshots_are_there_with_words(self):
        shots = self.metainfo().findall('screenshots/screenshot')
        self.assertTrue(shots)
        for shot in shots:
            self.assertTrue(shot.findtext('caption'))
            name = shot.findtext('image').rsplit('/', 1)[1]
            self.assertTrue((SOURCE / 'data/screenshots' / name).exists(), name)

    def test_the_schema_is_the_one_the_program_opens(self):
        schema = ElementTree.parse(self.path(f'share/glib-2.0/schemas/{ID}.gschema.xml')).getroot().find('schema')
        self.assertEqual(schema.get('id'), ID)
        self.assertEqual(schema.get('path'), '/' + ID.replace('.', '/') + '/')
        self.assertIn(ID.encode(), self.path('bin/roundtrip').read_bytes())


if __name__ == '__main__':
    main()
