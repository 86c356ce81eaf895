# SPDX-License-Identifier: GPL-3.0-or-later
"""What the delivery bench found: figures, ratios and goals, as a table and as JSON."""

import collections
import statistics

TITLES = {'sse': 'Server-sent events', 'websocket': 'WebSocket'}
OURS, BARE, LEAST = 'Roundtrip', 'bare loop', 'gathering'
# Our processor time, at most so many times that of the others, by events waiting.
GOALS = {1: {BARE: 1.25, 'Node': 0.85},
         16: {BARE: 0.2, 'Node': 0.12, 'nchan': 0.4}}
# Of the most readers over the fewest.
GOAL_GROWTH = 1.2
# Bytes for each idle reader.
GOAL_MEMORY = 12 * 1024

Sample = collections.namedtuple('Sample', 'cost rate')  # µs and deliveries a second


class Spread:
    """A median with the quartiles around it."""

    def __init__(self, values):
        self.median = statistics.median(values)
        self.low, _, self.high = (statistics.quantiles(values, method='inclusive')
                                  if len(values) > 1 else values * 3)

    def __str__(self):
        return f'{self.median:.2f} ({self.low:.2f}–{self.high:.2f})'

    def as_dict(self):
        return {'median': self.median, 'low': self.low, 'high': self.high}


class Results:
    """The samples of one protocol, in the order of the rounds."""

    def __init__(self, protocol):
        self.protocol = protocol
        self.samples = {}  # by contender, readers and waiting
        self.memory = {}   # bytes a reader, by contender and readers
        self.missing = {}  # why, by contender

    def add(self, name, count, waiting, sample):
        self.samples.setdefault((name, count, waiting), []).append(sample)

    def names(self, waiting):
        measured = {name for name, _, w in self.samples if w == waiting}
        return [name for name in dict.fromkeys(name for name, _ in self.memory)
                if name in measured]

    def counts(self):
        return sorted({count for _, count, _ in self.samples})

    def waitings(self):
        return sorted({waiting for _, _, waiting in self.samples})

    def costs(self, name, count, waiting):
        return [sample.cost for sample in self.samples.get((name, count, waiting), [])]

    def ratio(self, name, count, waiting, of=OURS):
        """Ours over another's, both of the same round."""
        pairs = zip(self.costs(of, count, waiting), self.costs(name, count, waiting))
        ratios = [ours / theirs for ours, theirs in pairs]
        return Spread(ratios) if ratios else None

    def growth(self, name, waiting):
        """Of the most readers over the fewest, both of the same round."""
        counts = self.counts()
        pairs = zip(self.costs(name, counts[-1], waiting), self.costs(name, counts[0], waiting))
        ratios = [most / fewest for most, fewest in pairs]
        return Spread(ratios) if ratios else None


def verdict(value, goal):
    return f'goal {goal:g} ' + ('met' if value <= goal else 'MISSED')


def show_count(results, count, waiting):
    line = f'{count:>7}'
    for name in results.names(waiting):
        samples = results.samples[name, count, waiting]
        cost = statistics.median(sample.cost for sample in samples)
        rate = statistics.median(sample.rate for sample in samples)
        line += f'{cost:>9.2f} µs {rate / 1000:>6.0f} k/s'
    print(line)
    for name in results.names(waiting):
        ratio = results.ratio(name, count, waiting)
        if name == OURS or ratio is None:
            continue
        text = f'{"":>9}{OURS} over {name}: {ratio}'
        if goal := GOALS[waiting].get(name):
            text += f', {verdict(ratio.median, goal)}'
            if least := results.ratio(name, count, waiting, LEAST):
                text += f'; one bare write for all is {least.median:.2f}'
        print(text)


def show_growth(results, waiting):
    """Every server pays more where sockets outgrow the caches, and so do the kernel's own
    parts of it: what the bare loop pays more is nobody's to save."""
    counts = results.counts()
    bare = results.growth(BARE, waiting)
    for name in results.names(waiting):
        growth = results.growth(name, waiting)
        text = f'{"":>9}{name}, {counts[-1]} readers over {counts[0]}: {growth}'
        if name == OURS:
            text += f', {verdict(growth.median, GOAL_GROWTH)}'
            if bare:
                text += f'; {growth.median / bare.median:.2f} of the bare loop\'s growth'
        print(text)


def show_memory(results):
    most = results.counts()[-1]
    print()
    for (name, count), used in results.memory.items():
        if count == most:
            print(f'{"":>9}{name}, memory for each of {count} idle readers: {used / 1024:.1f} KiB'
                  + (f', {verdict(used / 1024, GOAL_MEMORY / 1024)}' if name == OURS else ''))


def show(results):
    for waiting in results.waitings():
        print(f'\n{TITLES[results.protocol]}, {waiting} waiting: processor time a delivery, '
              f'deliveries a second')
        print('readers' + ''.join(f'{name:>23}' for name in results.names(waiting)))
        for count in results.counts():
            show_count(results, count, waiting)
        if len(results.counts()) > 1:
            show_growth(results, waiting)
    show_memory(results)
    for name, why in results.missing.items():
        print(f'{"":>9}{name} is left out: {why}')


def as_dict(results):
    figures, ratios = [], []
    for (name, count, waiting), samples in results.samples.items():
        place = {'contender': name, 'readers': count, 'waiting': waiting}
        figures.append(place | {'cost_us': [sample.cost for sample in samples],
                                'deliveries_per_s': [sample.rate for sample in samples]})
        ratio = results.ratio(name, count, waiting)
        if name != OURS and ratio:
            ratios.append(place | {'cost_ratio': ratio.as_dict(),
                                   'goal': GOALS[waiting].get(name)})
    growth = [{'contender': name, 'waiting': waiting,
               'growth': results.growth(name, waiting).as_dict(),
               'goal': GOAL_GROWTH if name == OURS else None}
              for waiting in results.waitings() for name in results.names(waiting)]
    memory = [{'contender': name, 'readers': count, 'bytes_per_reader': used}
              for (name, count), used in results.memory.items()]
    return {'protocol': results.protocol, 'figures': figures, 'ratios': ratios,
            'growth': growth, 'memory': memory, 'missing': results.missing}
