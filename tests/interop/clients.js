// SPDX-License-Identifier: GPL-3.0-or-later
// Clients as other people write them: node clients.js KIND URL. Prints "open", then each
// event's number and data.
'use strict';

const [kind, url] = process.argv.slice(2);
const say = (detail) => console.log(JSON.stringify(detail));
const event = (seq, data) => say({ what: 'event', seq, data });

async function poll(headers) {
  let after = new URL(url).searchParams.get('after');
  let etag = null;
  say({ what: 'open' });
  for (;;) {
    const answer = await fetch(`${url.split('?')[0]}?after=${after}`,
      { headers: etag ? { ...headers, 'If-None-Match': etag } : headers });
    if (answer.status === 200) {
      const { events, next } = await answer.json();
      events.forEach((one) => event(one.seq, one.data));
      after = next;
      etag = answer.headers.get('etag');
    } else if (![204, 304].includes(answer.status)) {
      throw new Error(`${answer.status}`);
    }
  }
}

const kinds = {
  'short-polling': () => poll({}),
  'long-polling': () => poll({ Prefer: 'wait=5' }),
  'server-sent-events': () => {
    const EventSource = require('eventsource');
    const source = new EventSource(url);
    source.onopen = () => say({ what: 'open' });
    source.onmessage = (one) => event(Number(one.lastEventId), JSON.parse(one.data));
  },
  'websocket': () => {
    const { WebSocket } = require('ws');
    const socket = new WebSocket(url.replace('http', 'ws'), 'roundtrip.v1');
    socket.on('open', () => say({ what: 'open' }));
    socket.on('message', (text) => {
      const one = JSON.parse(text);
      event(one.seq, one.data);
    });
  },
};

kinds[kind]();
