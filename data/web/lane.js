// SPDX-License-Identifier: GPL-3.0-or-later
// One pattern carrying one story: its card, its client, its counters.

import { drawBars } from './charts.js';
import { Continuity, Histogram, askBirth, isSameMachine, now, parseTime, tellBirth } from './counting.js';
import { UNKNOWN, formatBytes, formatDuration, formatRate, formatShare, plural } from './format.js';
import { copy } from './views.js';

const STATES = { stopped: 'Stopped', starting: 'Starting', open: 'Open', retrying: 'Retrying' };

export class Lane {
  #state = null;
  #reason = null;
  #retryAt = null;
  #answers = 0;
  #empty = 0;
  #latency = new Histogram();
  #continuity = new Continuity();
  #parts = {};

  // @kind: id, name, sentence, address, per, holds, streams, Reader, path, View; @account: the server's
  // counters of the pattern; @changed: called when it starts and stops.
  constructor (kind, account, changed) {
    this.id = kind.id;
    this.kind = kind;
    this.account = account;
    this.changed = changed;
    this.cursor = null;
    this.reader = new kind.Reader(kind.path, this);
    this.#build();
    this.view = new kind.View(this.#parts.live, this.reader);
    this.state('stopped');
    this.draw(1);
  }

  get running () {
    return this.reader.running;
  }

  #build () {
    const { kind } = this;
    const card = copy('lane').firstElementChild;
    const part = (name) => card.querySelector(name);
    card.classList.add(kind.id);
    card.id = kind.id;
    card.setAttribute('aria-labelledby', `${kind.id}-name`);
    part('h2').id = `${kind.id}-name`;
    part('h2').textContent = kind.name;
    part('.sentence').textContent = kind.sentence;
    // The path stays where there is no room for all of it.
    part('code span:first-child').textContent = kind.address.slice(0, -kind.path.length);
    part('code span:last-child').textContent = kind.path;
    part('.per').textContent = kind.per === 'events' ? 'Per event *' : 'Per answer *';
    part('.copy').setAttribute('aria-label', `Copy the address of ${kind.name}`);
    part('.copy').addEventListener('click', () => this.#copyAddress());
    part('.toggle').addEventListener('click', () => (this.running ? this.stop() : this.start()));
    for (const name of ['live', 'status', 'toggle', 'trouble', 'chart', 'scale', 'hint'])
      this.#parts[name] = part(`.${name}`);
    for (const figure of card.querySelectorAll('[data-figure]'))
      this.#parts[figure.dataset.figure] = figure;
    this.card = card;
  }

  async #copyAddress () {
    const said = document.getElementById('said');
    try {
      await navigator.clipboard.writeText(this.kind.address);
      said.textContent = 'Address copied';
    } catch {
      getSelection().selectAllChildren(this.card.querySelector('code'));
      said.textContent = 'Address selected';
    }
  }

  // What was published before the start is not this lane's traffic.
  start () {
    this.cursor = null;
    this.#continuity.restart();
    this.account.reset();
    this.reader.start();
    this.changed();
  }

  stop () {
    this.reader.stop();
    this.changed();
  }

  // What the client tells.

  state (state, reason = null, retryAt = null) {
    if (state !== 'retrying' && this.#state === state)
      return;
    this.#state = state;
    this.#reason = reason;
    this.#retryAt = retryAt;
    const { status, toggle, trouble, live } = this.#parts;
    const verb = state === 'stopped' ? 'Start' : 'Stop';
    status.dataset.state = state;
    status.lastElementChild.textContent = STATES[state];
    toggle.setAttribute('aria-label', `${verb} ${this.kind.name}`);
    toggle.title = verb;
    toggle.classList.toggle('is-running', state !== 'stopped');
    trouble.textContent = reason;
    trouble.hidden = reason === null;
    live.hidden = reason !== null;
    this.#showHint();
  }

  begin (cursor) {
    this.cursor = cursor;
    this.#continuity.restart(cursor);
  }

  answer (empty) {
    this.#answers++;
    this.#empty += empty;
    this.view.answer(empty);
  }

  event (event) {
    const at = now();
    const isNew = this.#continuity.see(event.seq);
    this.cursor = this.#continuity.last;
    // `none` only keeps the numbers without a gap.
    if (!isNew || event.type === 'none')
      return;
    this.#recordLatency(event, at);
    this.view.event(event);
  }

  gap (lost) {
    this.#continuity.skip(lost);
  }

  unheard (seq) {
    this.#continuity.forgive(seq);
  }

  exchange (question, answer, us) {
    this.#answers++;
    this.#latency.record(us);
    this.view.exchange(question, answer, us);
  }

  #recordLatency (event, at) {
    const record = (born) => this.#latency.record(Math.max(at - born, 0));
    if (!isSameMachine)
      return;
    if (event.time === undefined) {
      askBirth(event.seq, record);
      return;
    }
    const born = parseTime(event.time);
    tellBirth(event.seq, born);
    record(born);
  }

  // What is shown of it, a few times a second.

  get peak () {
    return Math.max(0, ...this.account.samples.map(({ payload, overhead }) => payload + overhead));
  }

  draw (maximum) {
    const { account } = this;
    const show = (part, text) => {
      if (part.textContent !== text)
        part.textContent = text;
    };
    this.view.draw();
    drawBars(this.#parts.chart, account.samples, maximum);
    const last = account.samples.at(-1);
    this.#parts.chart.setAttribute('aria-label', `The last minute of payload and overhead${
      last ? `, now ${formatRate(last.payload)} and ${formatRate(last.overhead)}` : ''}`);
    show(this.#parts.scale, account.samples.length > 0 ? `0 – ${formatRate(maximum)}` : '');
    show(this.#parts.empty, this.#answers > 0 ? formatShare(this.#empty / this.#answers) : this.kind.streams ? formatShare(0) : UNKNOWN);
    show(this.#parts.per, formatBytes(account.per(this.kind.per)));
    show(this.#parts.latency, formatDuration(this.#latency.median));
    show(this.#parts.lost, String(this.#continuity.lost));
    this.#showHint();
  }

  #showHint () {
    const text = this.#hint();
    if (this.#parts.hint.textContent !== text)
      this.#parts.hint.textContent = text;
  }

  #hint () {
    const seconds = this.#retryAt === null ? null : Math.ceil((this.#retryAt - Date.now()) / 1000);
    switch (this.#state) {
    case 'stopped':
      return 'Press Start to see it work';
    case 'starting':
      return 'Connecting…';
    case 'retrying':
      if (seconds === null)
        return 'Tries again by itself';
      return seconds > 0 ? `Tries again in ${seconds} s` : 'Trying again';
    default:
      // Those who only ask share connections, which are never theirs for long.
      return [this.kind.holds ? 'Holds its connection'
        : plural(this.#answers, 'answer', 'answers'), ...this.#oddities()].join(' · ');
    }
  }

  // Seldom, so they take no room of their own.
  #oddities () {
    const { duplicate, reordered } = this.#continuity;
    return [duplicate > 0 ? `${duplicate} came twice` : null, reordered > 0 ? `${reordered} came late` : null].filter(Boolean);
  }
}
