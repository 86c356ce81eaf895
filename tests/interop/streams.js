// SPDX-License-Identifier: GPL-3.0-or-later
// An event stream as a browser reads it: node streams.js URL TYPE… Prints "open" with the
// time until it would come again, and each event as it is dispatched.
'use strict';

const EventSource = require('eventsource');

const [url, ...types] = process.argv.slice(2);
const say = (detail) => console.log(JSON.stringify(detail));

const source = new EventSource(url);
source.onopen = () => say({ what: 'open' });
source.onerror = (error) => say({ what: 'error', status: error.status ?? null });
types.forEach((type) => source.addEventListener(type, (one) => say({
  what: 'event', type: one.type, id: one.lastEventId, data: one.data, retry: source.reconnectInterval,
})));
