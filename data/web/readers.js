// SPDX-License-Identifier: GPL-3.0-or-later
// The clients, one for each pattern. Each tells its @sink:
//   state (state, reason, retryAt)   starting, open, retrying, stopped
//   answer (empty)                   a poll was answered
//   event ({ seq, type, time, data }), gap (lost), unheard (seq)
// and after losing its connection goes on where it was, which it asks its sink: cursor.

import { ask, askLast, at, pause, websocketUrl } from './http.js';
import { Backoff } from './retrying.js';

const MAX_EXPLAINED = 100;

const CLOSE_REASONS = {
  1001: 'The server is going away.',
  1006: 'The connection broke off.',
  1012: 'The server is restarting.',
  1013: 'The server is overloaded.',
};

class Reader {
  #backoff = new Backoff();
  #control = null;

  constructor (path, sink) {
    this.path = path;
    this.sink = sink;
  }

  get running () {
    return this.#control !== null;
  }

  // Runs until stop(), trying again whenever read() throws.
  async start () {
    const control = new AbortController();
    this.#control = control;
    this.sink.state('starting');
    while (!control.signal.aborted) {
      try {
        await this.read(control.signal);
      } catch (error) {
        if (control.signal.aborted)
          break;
        const wait = this.#backoff.next(error.retryAfter);
        this.sink.state('retrying', error.message, Date.now() + wait);
        await pause(wait, control.signal);
      }
    }
  }

  stop () {
    this.#control?.abort();
    this.#control = null;
    this.sink.state('stopped');
  }

  opened () {
    this.#backoff.succeeded();
    this.sink.state('open');
  }
}

// A channel asked for what came after the last number seen.
class Polling extends Reader {
  async poll (headers, options) {
    if (this.sink.cursor === null) {
      this.sink.begin(await askLast(this.path, options.signal));
      this.opened();
    }

    const cursor = this.sink.cursor;
    const { status, text } = await ask(`${this.path}?after=${cursor}`,
                                       { ...options, headers: { ...headers, 'If-None-Match': `"${cursor}"` } });
    const answer = status === 200 ? JSON.parse(text) : { events: [], next: cursor, gap: 0 };
    if (options.signal.aborted)
      return;
    this.opened();
    this.sink.answer(answer.events.length === 0 && answer.gap === 0);
    if (answer.gap !== 0)
      this.sink.gap(answer.gap);
    answer.events.forEach((event) => this.sink.event(event));
    if (answer.gap === null)
      this.sink.begin(answer.next);
    else
      this.sink.cursor = answer.next;
  }
}

export class ShortPolling extends Polling {
  interval = 250;
  #hurry = null;

  // The next poll is due by the new interval, not by the one before.
  setInterval (ms) {
    this.interval = ms;
    this.#hurry?.abort();
  }

  async read (signal) {
    const begin = performance.now();
    await this.poll({}, { signal });
    do {
      this.#hurry = new AbortController();
      const end = () => this.#hurry.abort();
      signal.addEventListener('abort', end, { once: true });
      await pause(begin + this.interval - performance.now(), this.#hurry.signal);
      signal.removeEventListener('abort', end);
    } while (!signal.aborted && performance.now() < begin + this.interval - 1);
  }
}

export class LongPolling extends Polling {
  async read (signal) {
    await this.poll({ Prefer: 'wait=30' }, { signal, seconds: 45 });
  }
}

// A stream is over when the promise is; what it says until then it says by itself.
class Streaming extends Reader {
  get url () {
    return this.sink.cursor === null ? this.path
      : `${this.path}${this.path.includes('?') ? '&' : '?'}after=${this.sink.cursor}`;
  }

  read (signal) {
    return new Promise((resolve, reject) => {
      const end = this.open((message) => { end(); reject(new Error(message)); }, signal);
      signal.addEventListener('abort', () => { end(); resolve(); }, { once: true });
    });
  }

  receive (event) {
    if (event.type === 'gap' && event.seq === undefined)
      this.sink.gap(event.data.lost);
    else if (event.seq !== undefined)
      this.sink.event(event);
    else if (event.type === 'error')
      this.sink.refused?.(event.data.detail);
  }
}

// It tries again by itself, with the number it saw last, unless it was refused.
export class EventStream extends Streaming {
  // An EventSource hears only of the types that it was told to listen for.
  #types = new Set(['message', 'tick', 'none']);
  // Those of them that were listened for when the event before came.
  #heard = this.#types;

  // Whether what is missing before @seq was lost, or of a type nobody listened for, which
  // is then listened for.
  async #explain (seq, listen, signal) {
    const after = this.sink.cursor;
    // What is listened for only since then may have come a moment too early.
    const heard = this.#heard;
    this.#heard = new Set(this.#types);
    if (after === null || seq <= after + 1)
      return;
    const { text } = await ask(`${this.path}?after=${after}&limit=${Math.min(seq - after - 1, MAX_EXPLAINED)}`, { signal });
    for (const event of JSON.parse(text).events) {
      if (event.seq < seq && !heard.has(event.type)) {
        this.sink.unheard(event.seq);
        listen(event.type);
      }
    }
  }

  open (fail, signal) {
    const source = new EventSource(at(this.url));
    const tell = (message) => {
      if (signal.aborted)
        return;
      const seq = message.lastEventId ? Number(message.lastEventId) : undefined;
      // It stays unexplained where nobody answers: then it counts as lost.
      this.#explain(seq, listen, signal).catch(() => null);
      this.receive({ type: message.type, seq, data: JSON.parse(message.data) });
    };
    const listen = (type) => {
      this.#types.add(type);
      source.addEventListener(type, tell);
    };
    source.onopen = () => this.opened();
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED)
        fail('The server gave no event stream.');
      else if (!signal.aborted)
        this.sink.state('retrying', 'The event stream broke off.');
    };
    this.#types.forEach(listen);
    source.addEventListener('gap', (message) => this.receive({ type: 'gap', data: JSON.parse(message.data) }));

    return () => source.close();
  }
}

export class Socket extends Streaming {
  #socket = null;

  open (fail, signal) {
    const socket = new WebSocket(websocketUrl(this.url), 'roundtrip.v1');
    this.#socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = ({ data }) => {
      if (!signal.aborted)
        this.receive(JSON.parse(data));
    };
    socket.onclose = ({ code, reason }) => {
      if (!signal.aborted)
        fail(CLOSE_REASONS[code] ?? `The server closed the WebSocket (${[code, reason].filter(Boolean).join(', ')}).`);
    };

    return () => socket.close();
  }

  // Whether it is on its way.
  send (text) {
    if (this.#socket?.readyState !== WebSocket.OPEN)
      return false;
    this.#socket.send(text);
    return true;
  }
}

// One question, one answer; the same one again every so often while it runs.
export class Exchange extends Reader {
  interval = 2000;
  question = { method: 'GET', path: '/hello', body: null };

  async ask (question, signal) {
    const begin = performance.now();
    const answer = await ask(question.path, { method: question.method, body: question.body, signal });
    this.sink.exchange(question, answer, (performance.now() - begin) * 1000);
  }

  async read (signal) {
    await this.ask(this.question, signal);
    this.opened();
    await pause(this.interval, signal);
  }
}
