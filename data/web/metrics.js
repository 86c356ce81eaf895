// SPDX-License-Identifier: GPL-3.0-or-later
// The server's own counters, once a second: for everyone who uses a pattern.

import { ask } from './http.js';

const SAMPLES = 60;
const NAMES = {
  roundtrip_connections: 'connections',
  roundtrip_responses_total: 'responses',
  roundtrip_events_delivered_total: 'events',
  roundtrip_payload_bytes_total: 'payload',
  roundtrip_file_bytes_total: 'files',
  roundtrip_wire_bytes_total: 'wire',
};

// { pattern: { connections, responses, events, payload, files, wire } }, directions added up.
export function parseMetrics (text) {
  const patterns = {};
  for (const [, name, pattern, value] of text.matchAll(/^(\w+)\{pattern="([^"]*)"[^}]*\} (\d+)$/gm)) {
    if (!(name in NAMES))
      continue;
    const one = patterns[pattern] ??= { connections: 0, responses: 0, events: 0, payload: 0, files: 0, wire: 0 };
    one[NAMES[name]] += Number(value);
  }
  return patterns;
}

// One pattern's last minute, and what it moved since reset(). Files that went up are left
// out: one would make everything else look like nothing.
export class Account {
  samples = [];
  #before = null;
  #sum = { responses: 0, events: 0, wire: 0 };

  reset () {
    this.#sum = { responses: 0, events: 0, wire: 0 };
  }

  // What a server counts that has begun anew is all growth.
  take (now) {
    const before = this.#before;
    this.#before = now;
    if (before === null)
      return;

    const isNew = now.wire < before.wire;
    const growth = (name) => (isNew ? now[name] : Math.max(now[name] - before[name], 0));
    const wire = Math.max(growth('wire') - growth('files'), 0);
    this.#sum.responses += growth('responses');
    this.#sum.events += growth('events');
    this.#sum.wire += wire;
    this.push(growth('payload'), wire);
  }

  push (payload, wire) {
    this.samples.push({ payload, overhead: Math.max(wire - payload, 0) });
    this.samples.splice(0, this.samples.length - SAMPLES);
  }

  // Bytes for each event, or each response; NaN where there was none.
  per (name) {
    return this.#sum[name] > 0 ? this.#sum.wire / this.#sum[name] : NaN;
  }
}

export class Metrics {
  accounts = {};
  reachable = true;
  connections = 0;
  #timer = null;
  #busy = false;

  account (pattern) {
    return this.accounts[pattern] ??= new Account();
  }

  start () {
    if (this.#timer !== null)
      return;
    this.#timer = setInterval(() => this.#read(), 1000);
    this.#read();
  }

  stop () {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #read () {
    if (this.#busy)
      return;
    this.#busy = true;
    try {
      const { text } = await ask('/metrics', { seconds: 5 });
      const patterns = parseMetrics(text);
      this.connections = Object.values(patterns).reduce((sum, { connections }) => sum + connections, 0);
      for (const [pattern, account] of Object.entries(this.accounts)) {
        if (pattern in patterns)
          account.take(patterns[pattern]);
      }
      this.reachable = true;
    } catch {
      this.reachable = false;
      for (const account of Object.values(this.accounts))
        account.push(0, 0);
    } finally {
      this.#busy = false;
    }
  }
}
