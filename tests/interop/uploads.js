// SPDX-License-Identifier: GPL-3.0-or-later
// An upload as people write it: node uploads.js KIND URL ID FILE. Prints what it hears, one
// object a line.
'use strict';

const fs = require('fs');
const http = require('http');

const [kind, url, id, file] = process.argv.slice(2);
const say = (what, detail) => console.log(JSON.stringify({ what, ...detail }));

const upload = () => {
  const request = http.request(`${url}/upload?id=${id}&name=some.bin`, { method: 'POST' }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (text) => { body += text; });
    response.on('end', () => say('answer', {
      status: response.statusCode, location: response.headers.location, body: JSON.parse(body),
    }));
  });
  fs.createReadStream(file).pipe(request);
};

const kinds = {
  // The progress is listened to before there is any.
  stream: () => {
    const EventSource = require('eventsource');
    const source = new EventSource(`${url}/uploadprogress?id=${id}`);
    source.onmessage = (event) => say('progress', { message: JSON.parse(event.data) });
    // The stream has ended; it asks again, and is told that nothing comes any more.
    source.onerror = (event) => event.status === 204 && setImmediate(() => say('closed', { state: source.readyState }));
    setTimeout(upload, 100);
  },
  socket: () => {
    const { WebSocket } = require('ws');
    const socket = new WebSocket(`${url.replace('http', 'ws')}/uploadprogress?id=${id}`);
    socket.on('message', (data) => say('progress', { message: JSON.parse(data) }));
    socket.on('close', (code) => say('closed', { code }));
    setTimeout(upload, 100);
  },
  // A form, as a page's fetch sends it.
  form: async () => {
    const response = await fetch(`${url}/upload`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ title: 'Nocturne', size: 12 }),
    });
    say('answer', { status: response.status, text: await response.text() });
    const EventSource = require('eventsource');
    const source = new EventSource(`${url}/uploadprogress`);
    source.onmessage = (event) => say('progress', { message: JSON.parse(event.data) });
    source.onerror = (event) => event.status === 204 && setImmediate(() => say('closed', { state: source.readyState }));
  },
};

kinds[kind]();
