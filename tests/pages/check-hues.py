#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the patterns' hues stand out from a card and from each other, in light
and in dark, for eyes that see all colours and for those that do not. Speaks TAP."""

import itertools
import pathlib
import re
import sys

# A card on the window's background, as libadwaita paints it.
CARDS = {'style.css': (255, 255, 255), 'style-dark.css': (54, 54, 54)}
# WCAG 2.1, 1.4.11: what is needed to understand a picture.
MIN_CONTRAST = 3
# WCAG 2.1, 1.4.3: what is needed to read. Where a hue has less, letters have an ink of it.
MIN_INK_CONTRAST = 4.5
# CIE 1976; 2.3 is just noticeable.
MIN_DISTANCE = 10
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
EYES = {
    'all colours': ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    'protanopia': ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    'deuteranopia': ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    'tritanopia': ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}


def linear(rgb):
    parts = (value / 255 for value in rgb)
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]


def luminance(rgb):
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(rgb)))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb, eye):
    seen = [min(max(sum(w * v for w, v in zip(row, linear(rgb))), 0), 1) for row in eye]
    xyz = [sum(w * v for w, v in zip(row, seen)) for row in (
        (0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116
               for v in (a / b for a, b in zip(xyz, (0.95047, 1, 1.08883))))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eye):
    return sum((a - b) ** 2 for a, b in zip(lab(one, eye), lab(other, eye))) ** 0.5


def main():
    folder = pathlib.Path(sys.argv[1])
    expected = set(re.findall(r'(?m)^\.hue\.[\w-]+ { color: @rt_(\w+);', (folder / 'style.css').read_text()))
    failed = False
    print(f'1..{4 * len(CARDS)}')
    number = 0
    for name, card in CARDS.items():
        colors = {match[1]: tuple(bytes.fromhex(match[2])) for match in re.finditer(
            r'@define-color rt_(\w+) #([0-9a-f]{6});', (folder / name).read_text())}
        hues = {hue: rgb for hue, rgb in colors.items() if not hue.endswith('_ink')}
        unread = [f'{hue}: {contrast(colors.get(hue + "_ink", rgb), card):.2f} to 1' for hue, rgb in hues.items()
                  if contrast(colors.get(hue + '_ink', rgb), card) < MIN_INK_CONTRAST]
        dull = [f'{hue}: {contrast(rgb, card):.2f} to 1' for hue, rgb in hues.items()
                if contrast(rgb, card) < MIN_CONTRAST]
        alike = [f'{one} and {other}, {eye}: {distance(hues[one], hues[other], matrix):.1f}'
                 for eye, matrix in EYES.items()
                 for one, other in itertools.combinations(hues, 2)
                 if distance(hues[one], hues[other], matrix) < MIN_DISTANCE]
        missing = sorted(expected ^ hues.keys()) if expected else ['no pattern has one']
        for title, wrong in ((f'every hue in use is defined in {name}', missing),
                             (f'the {len(hues)} hues of {name} stand out from a card', dull),
                             (f'those of {name} can be told apart', alike),
                             (f'what is written in those of {name} can be read', unread)):
            number += 1
            failed |= bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} {title}')
            for line in wrong:
                print('# ' + line)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
