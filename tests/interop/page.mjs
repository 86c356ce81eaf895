// SPDX-License-Identifier: GPL-3.0-or-later
// What the page's modules count and how they write it, without a browser.

import assert from 'node:assert';
import { readFileSync } from 'node:fs';

globalThis.location = { hostname: '127.0.0.1' };

// Without what it imports, which asks a server.
const load = (name) => import('data:text/javascript,' + encodeURIComponent(
  String(readFileSync(`${process.argv[2]}/${name}`)).replace(/^import .*$/gm, '')));
const { Continuity, Histogram, askBirth, now, parseTime, tellBirth } = await load('counting.js');
const { UNKNOWN, formatBytes, formatDuration, formatElapsed, formatLeft, formatNumber, formatRate, formatShare } = await load('format.js');
const { Account, parseMetrics } = await load('metrics.js');
const { Backoff } = await load('retrying.js');

const seen = (continuity, ...numbers) => numbers.map((seq) => continuity.see(seq));
const counts = ({ lost, duplicate, reordered }) => [lost, duplicate, reordered];

// The first number is where it begins; what follows is whole.
let one = new Continuity();
assert.deepEqual(seen(one, 5, 6, 7), [true, true, true]);
assert.deepEqual(counts(one), [0, 0, 0]);

// What is skipped is lost until it comes; what came before is a duplicate.
assert.deepEqual(seen(one, 10, 9, 9, 10), [true, true, false, false]);
assert.deepEqual(counts(one), [1, 2, 1]);
assert.equal(one.last, 10);

// A position set counts what is missing after it.
one.restart(20);
assert.deepEqual(seen(one, 23), [true]);
assert.deepEqual(counts(one), [3, 2, 1]);

// What was not meant for us is not lost, and not had either.
one.forgive(22);
one.forgive(23);
assert.deepEqual(counts(one), [2, 2, 1]);
one.lost++;

// A gap that was announced is counted once.
one.skip(6);
assert.deepEqual(seen(one, 30, 31), [true, true]);
assert.deepEqual(counts(one), [9, 2, 1]);

// After a gap nobody knows the size of, the numbers may begin anew.
one.skip(null);
assert.deepEqual(seen(one, 2, 3), [true, true]);
assert.deepEqual(counts(one), [9, 2, 1]);

// A jump of a million is counted and not remembered number by number.
one = new Continuity();
assert.deepEqual(seen(one, 1, 1000001), [true, true]);
assert.deepEqual(seen(one, 2, 1000000), [false, true]);
assert.deepEqual(counts(one), [999998, 1, 1]);

const plain = (texts) => texts.map((text) => text.replaceAll('\u00a0', ' '));

// Half of all, right to one per cent.
const histogram = new Histogram();
assert.ok(Number.isNaN(histogram.median));
for (let us = 1; us <= 2001; us++)
  histogram.record(us);
assert.ok(Math.abs(histogram.median / 1001 - 1) < 0.01, String(histogram.median));

assert.equal(parseTime('2026-01-02T03:04:05.123456Z'), Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + 123456);
assert.equal(parseTime('2026-01-02T03:04:05.1Z') % 1e6, 100000);
// Between two looks at the wall clock, however long Node stands still there.
const before = Date.now();
const between = now() / 1000;
assert.ok(between > before - 20 && between < Date.now() + 20, `${between} after ${before}`);

// Told before or after it is asked, each once.
const told = [];
tellBirth(1, 11);
askBirth(1, (us) => told.push(us));
askBirth(2, (us) => told.push(us));
tellBirth(2, 22);
tellBirth(2, 33);
assert.deepEqual(told, [11, 22]);

assert.deepEqual(plain([0, 412, 999.7, 1234, 12345, 123456, 999999, 1e12, 1e15].map(formatBytes)),
                 ['0 B', '412 B', '1.00 kB', '1.23 kB', '12.3 kB', '123 kB', '1.00 MB', '1.00 TB', '1000 TB']);
assert.deepEqual(plain([0.5, 480000, 59.99e6, 61e6].map(formatDuration)), ['0.50 µs', '480 ms', '1.00 min', '1.02 min']);
assert.deepEqual([NaN, -1].map(formatRate), [UNKNOWN, UNKNOWN]);
assert.deepEqual(plain([0, 0.0001, 0.724, 0.9999, 1, NaN].map(formatShare)), ['0 %', '< 0.1 %', '72.4 %', '> 99.9 %', '100 %', UNKNOWN]);

assert.deepEqual(plain([480000, 59.9e6, 64.9e6, 7320e6].map(formatElapsed)), ['480 ms', '59.9 s', '1 min 4 s', '2 h 2 min']);
assert.deepEqual(plain([12.3, 59.6, 5400].map(formatLeft)), ['12 s left', '1 min left', '1.5 h left']);
assert.deepEqual([-7, 7].map(formatNumber), ['−7', '7']);

// A file that went up is no cost of the pattern that took it.
const metrics = (responses, files, wire) => parseMetrics(`roundtrip_responses_total{pattern="p"} ${responses}
roundtrip_file_bytes_total{pattern="p"} ${files}
roundtrip_wire_bytes_total{pattern="p",direction="in"} ${wire}
`).p;
const account = new Account();
account.take(metrics(1, 0, 100));
account.take(metrics(3, 1000000, 1000500));
assert.equal(account.per('responses'), 200);
assert.deepEqual(account.samples, [{ payload: 0, overhead: 400 }]);

// Twice as long each time at most, up to half a minute; never before it was asked to.
const backoff = new Backoff();
for (let i = 0; i < 50; i++)
  assert.ok(backoff.next(100) <= 100 + Math.min(1000 * 2 ** i, 30000));
assert.ok(backoff.next(5000) >= 5000);
backoff.succeeded();
assert.ok(backoff.next() <= 1000);

console.log(JSON.stringify('done'));
