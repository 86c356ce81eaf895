// SPDX-License-Identifier: GPL-3.0-or-later
// What a client knows from the numbers of events, and from when they were born.

const MAX_HOLES = 1024;
const MAX_BIRTHS = 512;
const STEP = Math.log(1.01);

// Lost, duplicate and reordered, by number, as every client of Roundtrip counts them: what
// is skipped is lost until it comes, a gap that was announced is not counted again.
export class Continuity {
  lost = 0;
  duplicate = 0;
  reordered = 0;
  #last = null;
  #holes = new Set();
  #explained = false;
  #restarting = false;

  get last () {
    return this.#last;
  }

  // Nothing that came after @seq may be missing; null: the first number is where it begins.
  restart (seq = null) {
    this.#last = seq;
    this.#holes.clear();
    this.#explained = this.#restarting = false;
  }

  // @lost null: nobody knows, and the numbers may begin anew.
  skip (lost) {
    this.#explained = true;
    if (lost === null)
      this.#restarting = true;
    else
      this.lost += lost;
  }

  // @seq was not meant for who counts here.
  forgive (seq) {
    if (this.#holes.delete(seq))
      this.lost--;
  }

  // Whether @seq is new.
  see (seq) {
    if (this.#restarting && seq <= this.#last)
      this.restart();
    if (this.#last !== null && seq <= this.#last)
      return this.#comeLate(seq);

    if (this.#last !== null && !this.#explained)
      this.#miss(this.#last + 1, seq - 1);
    this.#last = seq;
    this.#explained = this.#restarting = false;

    return true;
  }

  #miss (first, last) {
    this.lost += Math.max(last - first + 1, 0);
    for (let seq = Math.max(first, last - MAX_HOLES + 1); seq <= last; seq++)
      this.#holes.add(seq);
    for (const seq of this.#holes) {
      if (this.#holes.size <= MAX_HOLES)
        break;
      this.#holes.delete(seq);
    }
  }

  #comeLate (seq) {
    if (!this.#holes.delete(seq)) {
      this.duplicate++;
      return false;
    }
    this.lost--;
    this.reordered++;
    return true;
  }
}

// Durations by their logarithm: right to one per cent, however many there were.
export class Histogram {
  #counts = new Map();
  #total = 0;

  record (us) {
    const bucket = us < 1 ? 0 : Math.round(Math.log(us) / STEP) + 1;
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total++;
  }

  // NaN where nothing was recorded.
  get median () {
    let left = this.#total / 2;
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(bucket);
      if (left <= 0)
        return bucket === 0 ? 0 : Math.exp((bucket - 1) * STEP);
    }
    return NaN;
  }
}

// The performance clock is finer than the wall clock but does not follow it when that is set.
let offset = 0;

export function now () {
  const coarse = Date.now();
  if (Math.abs(performance.timeOrigin + performance.now() + offset - coarse) > 5)
    offset = coarse - performance.timeOrigin - performance.now();
  return (performance.timeOrigin + performance.now() + offset) * 1000;
}

// Only there both ends have one clock.
export const isSameMachine = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(location.hostname);

// RFC 3339 with microseconds, of which Date keeps three digits.
export function parseTime (text) {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return Date.parse(text.replace(/\.\d+/, '')) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

// When events of the ticker were born, as those lanes know that are told; an EventSource
// is not. Who came earlier waits for the number to become known.
const births = new Map();
const waiting = new Map();

function keepFew (map) {
  if (map.size > MAX_BIRTHS)
    map.delete(map.keys().next().value);
}

export function tellBirth (seq, us) {
  births.set(seq, us);
  keepFew(births);
  waiting.get(seq)?.(us);
  waiting.delete(seq);
}

export function askBirth (seq, told) {
  if (births.has(seq)) {
    told(births.get(seq));
    return;
  }
  waiting.set(seq, told);
  keepFew(waiting);
}
