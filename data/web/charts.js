// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the last minute, as paths in the hue of their lane.

const SPAN_MS = 60000;
const SAMPLES = 60;
const WIDTH = 360;
const HEIGHT = 48;
const MAX_POLLS = 24;
const TICK = 6;
const STEP = 9;

// 1, 2 or 5 times a power of ten, so that the scale stays while values change a little.
export function roundUp (value) {
  if (!(value > 1))
    return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((end) => value <= end);
}

// What is there at all gets a pixel at least.
function heightOf (value, maximum) {
  return value > 0 ? Math.min(Math.max(HEIGHT * value / maximum, 1), HEIGHT) : 0;
}

// Bars of payload with their overhead on top; the newest ends at the end edge.
export function drawBars (svg, samples, maximum) {
  const step = WIDTH / SAMPLES;
  let payload = '';
  let overhead = `M0 ${HEIGHT - 1}h${WIDTH}v1h${-WIDTH}z`;

  samples.forEach((sample, i) => {
    const x = WIDTH - (samples.length - i) * step;
    const low = heightOf(sample.payload, maximum);
    const all = Math.min(low + heightOf(sample.overhead, maximum), HEIGHT);
    if (low > 0)
      payload += `M${x} ${HEIGHT}v${-low}h${step - 1}v${low}z`;
    if (all > low)
      overhead += `M${x} ${HEIGHT - low}v${low - all}h${step - 1}v${all - low}z`;
  });
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.querySelector('.payload').setAttribute('d', payload);
  svg.querySelector('.overhead').setAttribute('d', overhead);
}

// A price stays what it was until it moves: a stair, not a slope.
export class Line {
  #svg;
  #points = [];

  constructor (svg) {
    this.#svg = svg;
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  }

  add (value) {
    this.#points.push({ at: performance.now(), value });
  }

  draw () {
    const now = performance.now();
    while (this.#points.length > 1 && now - this.#points[0].at > SPAN_MS)
      this.#points.shift();

    const values = this.#points.map((point) => point.value);
    const lowest = Math.min(...values);
    const range = Math.max(Math.max(...values) - lowest, 1);
    let path = '';
    let before = null;
    for (const { at, value } of this.#points) {
      const x = (WIDTH * (1 - Math.min((now - at) / SPAN_MS, 1))).toFixed(1);
      const y = (2 + (HEIGHT - 4) * (1 - (value - lowest) / range)).toFixed(1);
      path += before === null ? `M${x} ${y}` : `L${x} ${before}V${y}`;
      before = y;
    }
    this.#svg.querySelector('path').setAttribute('d', before === null ? '' : `${path}H${WIDTH}`);
  }
}

// A full tick for each poll that brought something, a low outline for each that did not.
export class Polls {
  #svg;
  #empty = [];

  constructor (svg) {
    this.#svg = svg;
    svg.setAttribute('viewBox', `0 0 ${MAX_POLLS * STEP} 14`);
  }

  add (empty) {
    this.#empty.push(empty);
    this.#empty.splice(0, this.#empty.length - MAX_POLLS);
  }

  draw () {
    const place = (i) => (MAX_POLLS - this.#empty.length + i) * STEP + STEP - TICK;
    const ticks = (wanted, shape) => this.#empty.map((empty, i) => (empty === wanted ? shape(place(i)) : '')).join('');
    this.#svg.querySelector('.news').setAttribute('d', ticks(false, (x) => `M${x} 1h${TICK}v12h${-TICK}z`));
    this.#svg.querySelector('.empty').setAttribute('d', ticks(true, (x) => `M${x + 0.5} 7.5h${TICK - 1}v5h${1 - TICK}z`));
    const n = this.#empty.filter(Boolean).length;
    this.#svg.setAttribute('aria-label', `${n} of the last ${this.#empty.length} polls were empty`);
  }
}
