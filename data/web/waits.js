// SPDX-License-Identifier: GPL-3.0-or-later
// Validations and jobs: requests that are held until there is a verdict.

import { formatElapsed } from './format.js';
import { ask } from './http.js';
import { inTurn } from './turns.js';

const MAX_WAITING = 2;
const MAX_ROWS = 6;
const PATIENCE_S = 600;

export class Waits {
  #waiting = new Map();
  #timer = null;

  constructor (card) {
    const validation = card.querySelector('#validation');
    const job = card.querySelector('#job');
    this.list = card.querySelector('#verdicts');
    this.buttons = card.querySelectorAll('button');
    validation.addEventListener('submit', (event) => {
      event.preventDefault();
      const { music, capacity } = validation.elements;
      this.#wait(music.value, () => this.#validate(music.value, Number(capacity.value)));
    });
    job.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#wait('Job', () => this.#runJob());
    });
  }

  async #validate (musicName, capacity) {
    const { text } = await ask('/validate-music', {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ musicName, capacity }), seconds: PATIENCE_S,
    });
    return JSON.parse(text).message;
  }

  async #runJob () {
    const id = (await ask('/submit', { method: 'POST' })).text.trim();
    const { text } = await ask(`/check-status?jobId=${encodeURIComponent(id)}`, { seconds: PATIENCE_S });
    return `${id}: ${text.trim()}`;
  }

  async #wait (title, verdict) {
    if (this.#waiting.size === MAX_WAITING)
      return;
    const row = document.createElement('li');
    this.list.prepend(row);
    while (this.list.childElementCount > MAX_ROWS)
      this.list.lastElementChild.remove();
    this.#waiting.set(row, { title, since: null });
    this.#update();
    let words;
    try {
      words = await inTurn(1, () => {
        this.#waiting.get(row).since = performance.now();
        return verdict();
      });
    } catch (error) {
      words = `${title}: ${error.message}`;
    }
    const took = (performance.now() - this.#waiting.get(row).since) * 1000;
    this.#waiting.delete(row);
    row.textContent = `${words} · ${formatElapsed(took)}`;
    this.#update();
  }

  // Two at a time, so that a file has a chance.
  #update () {
    this.buttons.forEach((button) => { button.disabled = this.#waiting.size === MAX_WAITING; });
    if (this.#waiting.size > 0)
      this.#timer ??= setInterval(() => this.#draw(), 250);
    else
      this.#timer = clearInterval(this.#timer) ?? null;
    this.#draw();
  }

  #draw () {
    for (const [row, { title, since }] of this.#waiting) {
      const tenths = Math.floor((performance.now() - since) / 100);
      row.textContent = since === null ? `${title}: waiting for its turn`
        : `${title}: waiting for ${formatElapsed(tenths * 1e5)}`;
    }
  }
}
