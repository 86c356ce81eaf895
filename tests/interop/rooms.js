// SPDX-License-Identifier: GPL-3.0-or-later
// What people write against the classic routes: node rooms.js KIND URL. Prints what it
// hears, one object a line.
'use strict';

const [kind, url] = process.argv.slice(2);
const say = (what, detail) => console.log(JSON.stringify({ what, ...detail }));

const kinds = {
  // Two songs at once, as a page's form gives them.
  validate: async () => {
    const validate = async (musicName, capacity) => {
      const response = await fetch(`${url}/validate-music`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ musicName, capacity }),
      });
      say('validated', { status: response.status, answer: await response.json() });
    };
    await Promise.all([validate('Für "Elise"', '12'), validate('月光', 3)]);
    say('done');
  },
  jobs: async () => {
    const run = async () => {
      const id = (await (await fetch(`${url}/submit`, { method: 'POST' })).text()).trim();
      say('submitted', { id });
      const status = await (await fetch(`${url}/check-status?jobId=${id}`)).text();
      say('status', { id, status });
    };
    await Promise.all([run(), run()]);
    say('done');
  },
  'validate-socket': () => {
    const { WebSocket } = require('ws');
    const socket = new WebSocket(url);
    socket.on('open', () => socket.send('validate'));
    socket.on('message', (data, binary) => {
      const message = JSON.parse(data);
      say('progress', { message, binary });
      if (message.status === 'complete')
        socket.close(1000);
    });
    socket.on('close', (code) => say('closed', { code }));
  },
  chat: () => {
    const { WebSocket } = require('ws');
    const socket = new WebSocket(url);
    socket.on('open', () => say('open', { port: socket._socket.localPort }));
    socket.on('message', (data, binary) => say('heard', { text: data.toString(), binary }));
    socket.on('close', (code) => say('closed', { code }));
    process.stdin.on('data', (data) => data.toString().trimEnd().split('\n').forEach((line) => socket.send(line)));
    process.stdin.on('end', () => socket.close());
  },
  listen: () => {
    const EventSource = require('eventsource');
    const source = new EventSource(url);
    const tell = (event) => say('event', { type: event.type, data: JSON.parse(event.data) });
    ['join', 'leave', 'say'].forEach((type) => source.addEventListener(type, tell));
    source.onopen = () => say('open');
  },
};

kinds[kind]();
