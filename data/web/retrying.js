// SPDX-License-Identifier: GPL-3.0-or-later
// When to try again: exponential back-off with full jitter, as all clients of Roundtrip.

const BASE_MS = 1000;
const CAP_MS = 30000;

export class Backoff {
  #failures = 0;

  succeeded () {
    this.#failures = 0;
  }

  // Milliseconds until the next try, never less than @floor.
  next (floor = 0) {
    return floor + Math.random() * Math.min(BASE_MS * 2 ** this.#failures++, CAP_MS);
  }
}
