// SPDX-License-Identifier: GPL-3.0-or-later
// What a lane shows of what it receives. A view takes events at any pace and draws a few
// times a second, when its lane does.

import { Line, Polls } from './charts.js';
import { formatDuration, formatElapsed, formatNumber } from './format.js';

const MAX_EXCHANGES = 3;
const MAX_SHOWN = 60;

export function copy (id) {
  return document.getElementById(id).content.cloneNode(true);
}

export class TickerView {
  #latest = null;
  #shown = null;
  #dirty = false;

  constructor (place) {
    place.append(copy('ticker-view'));
    this.value = place.querySelector('output');
    this.arrow = place.querySelector('.arrow');
    this.age = place.querySelector('small');
    this.line = new Line(place.querySelector('.line'));
  }

  event ({ data }) {
    this.#latest = { data, at: performance.now() };
    this.#dirty = true;
  }

  answer () {
  }

  draw () {
    if (this.#latest === null)
      return;
    if (this.#dirty)
      this.#show(this.#latest.data);
    this.#dirty = false;
    this.line.draw();
    // Whole tenths of a second: a third digit would only flicker.
    const tenths = Math.floor((performance.now() - this.#latest.at) / 100);
    this.age.textContent = tenths > 0 ? `${formatElapsed(tenths * 1e5)} ago` : 'Now';
  }

  #show (data) {
    const price = typeof data?.coins === 'number' ? data.coins : null;
    const change = price === null || this.#shown === null ? 0 : Math.sign(price - this.#shown);
    this.value.textContent = price !== null ? formatNumber(price) : JSON.stringify(data).slice(0, MAX_SHOWN);
    this.arrow.dataset.change = change;
    this.arrow.setAttribute('aria-label', ['down', 'unchanged', 'up'][change + 1]);
    this.#shown = price;
    if (price !== null)
      this.line.add(price);
  }
}

// The ticker, how often to ask, and which answers were empty.
export class PollingView extends TickerView {
  constructor (place, reader) {
    super(place);
    place.append(copy('polls-view'));
    this.polls = new Polls(place.querySelector('.polls'));
    const every = place.querySelector('.every input');
    every.value = reader.interval / 1000;
    every.addEventListener('change', () => {
      // What is no number leaves it as it was.
      if (!Number.isNaN(every.valueAsNumber))
        reader.setInterval(Math.min(Math.max(every.valueAsNumber, 0.2), 10) * 1000);
      every.value = reader.interval / 1000;
    });
  }

  answer (empty) {
    this.polls.add(empty);
  }

  draw () {
    super.draw();
    this.polls.draw();
  }
}

// The last exchanges, and the next one to send.
export class ExchangeView {
  #rows = [];
  #dirty = false;

  constructor (place, reader) {
    place.append(copy('exchange-view'));
    this.list = place.querySelector('ol');
    this.form = place.querySelector('form');
    const choice = this.form.querySelector('select');
    const body = this.form.elements.body;
    const choose = () => {
      const [method, path] = choice.value.split(' ');
      body.disabled = method !== 'POST';
      reader.question = { method, path, body: method === 'POST' ? body.value : null };
    };
    choice.addEventListener('change', choose);
    body.addEventListener('input', choose);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      choose();
      reader.ask(reader.question).catch((error) => this.add(`${choice.value} → ${error.message}`));
    });
  }

  exchange ({ method, path, body }, { text }, us) {
    const asked = [method, path, body].filter((part) => part !== null).join(' ');
    this.add(`${asked} → ${text.trim().slice(0, MAX_SHOWN) || 'nothing'} · ${formatDuration(us)}`);
  }

  add (row) {
    this.#rows.unshift(row);
    this.#rows.splice(MAX_EXCHANGES);
    this.#dirty = true;
  }

  draw () {
    if (!this.#dirty)
      return;
    this.#dirty = false;
    this.list.replaceChildren(...this.#rows.map((row) => {
      const item = document.createElement('li');
      item.textContent = item.title = row;
      return item;
    }));
  }
}
