// SPDX-License-Identifier: GPL-3.0-or-later
// Requests with an end, and answers that are errors.

// What another machine was let in by; neither EventSource nor WebSocket can set a field.
const token = new URLSearchParams(location.search).get('token');

export const at = (path) => (token === null ? path
  : `${path}${path.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`);
export const websocketUrl = (path) => `${location.origin.replace(/^http/, 'ws')}${at(path)}`;

export class Refused extends Error {
  constructor (response) {
    super(`The server answered ${response.status} ${response.statusText}.`.replace(' .', '.'));
    const after = Number(response.headers.get('Retry-After'));
    this.retryAfter = after > 0 ? Math.min(after, 3600) * 1000 : 0;
  }
}

// Fetches @path; no answer within @seconds is an error. @signal: ends it without one.
export async function ask (path, { seconds = 10, signal = null, ...options } = {}) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const late = () => controller.abort(new Error(`No answer within ${seconds} s; do other pages hold the browser’s connections?`));
  const timer = setTimeout(late, seconds * 1000);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    const response = await fetch(at(path), { cache: 'no-store', credentials: 'omit', ...options, signal: controller.signal });
    // The body is part of the answer: it ends within the same time.
    const text = await response.text();
    if (!response.ok && response.status !== 304)
      throw new Refused(response);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    throw error instanceof TypeError ? new Error('The server cannot be reached.') : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

// Ends early, without a word, when @signal does.
export function pause (ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

// The number of the last event of a channel, without reading any: who has seen whatever
// there is and does not wait is told it at once.
export async function askLast (path, signal) {
  const headers = { 'Prefer': 'wait=0', 'If-None-Match': '*' };
  const answer = await ask(path, { headers, signal });
  return Number(/\d+/.exec(answer.headers.get('ETag') ?? '')?.[0] ?? 0);
}
