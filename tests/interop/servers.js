// SPDX-License-Identifier: GPL-3.0-or-later
// Servers as other people write them, with Express and ws. Prints its port, then one
// line of JSON for each thing that happened to it.
'use strict';

const crypto = require('crypto');
const express = require('express');
const { WebSocketServer } = require('ws');

const say = (what, detail) => console.log(JSON.stringify({ what, ...detail }));
const app = express();
app.use(express.json({ strict: false, limit: '1mb' }));

// Polled: Express makes the ETag and answers 304 by itself.
let asked = 0;
app.get('/state', (req, res) => {
  say('state', { etag: req.get('if-none-match') ?? null });
  res.json({ step: Math.floor(asked++ / 3), list: ['a', 'é', '\u{1f642}'] });
});

app.get('/plain', (req, res) => {
  say('plain', { agent: req.get('user-agent'), token: req.get('x-token') ?? null });
  res.type('text').send(`line ${Math.floor(asked++ / 2)}\n`);
});

// Held: answered when there is something, with no idea of cursors.
let held = 0;
app.get('/held', (req, res) => {
  res.on('close', () => say('held', { answered: res.writableFinished }));
  setTimeout(() => res.json({ held: held++ }), 30);
});

// An event stream by hand, which breaks off after every third event.
app.get('/stream', (req, res) => {
  const last = Number(req.get('last-event-id') ?? 0);
  say('stream', { last, accept: req.get('accept') });
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  res.write('retry: 20\n: hello\n\n');
  for (let id = last + 1; id <= last + 3; id++)
    res.write(`event: step\r\nid: ${id}\r\ndata: first of ${id}\r\ndata: second\r\n\r\n`);
  setTimeout(() => (last % 2 ? res.end() : req.socket.destroy()), 20);
});

app.post('/events', (req, res) => {
  say('posted', { body: req.body, type: req.get('content-type') });
  res.status(201).json({ seq: req.body.n });
});

app.post('/accepted', (req, res) => {
  say('posted', { body: req.body, type: req.get('content-type') });
  res.sendStatus(202);
});

// A file as it streams in, and how far it is: of one that has not begun, 404. It is done
// once somebody was told that all of it is there.
const uploads = {};
app.post('/upload', (req, res) => {
  const upload = uploads[req.query.id] = { received: 0, size: Number(req.get('content-length')) };
  const hash = crypto.createHash('sha256');
  req.on('data', (chunk) => {
    upload.received += chunk.length;
    hash.update(chunk);
  });
  req.on('end', () => {
    upload.done = () => {
      upload.sha256 = hash.digest('hex');
      res.send('thank you');
    };
  });
});
const follow = (upload, send, end) => {
  const timer = setInterval(() => {
    if (upload.sha256 === undefined) {
      send({ status: 'in-progress', progress: Math.floor(upload.received * 100 / upload.size) });
      return upload.done?.();
    }
    clearInterval(timer);
    send({ status: 'complete', message: 'Got it.', received: upload.received, sha256: upload.sha256 });
    end();
  }, 20);
};
app.get('/uploadprogress', (req, res) => {
  if (uploads[req.query.id] === undefined)
    return res.sendStatus(404);
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  follow(uploads[req.query.id], (told) => res.write(`data: ${JSON.stringify(told)}\n\n`), () => res.end());
});

const room = new Set();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true });
const behaviours = {
  '/echo': (ws) => ws.on('message', (data, binary) => ws.send(data, { binary })),
  '/broadcast': (ws) => {
    ws.joined = true;
    const joined = [...sockets.clients].filter((one) => one.joined);
    if (joined.length === 2)
      for (let n = 0; n < 20; n++)
        joined.forEach((one) => one.send(JSON.stringify({ n, text: 'x'.repeat(n * 300) })));
  },
  '/fragments': (ws) => {
    for (const part of ['one', ' message', ' in', ' parts'])
      ws.send(part, { fin: part === ' parts', binary: false });
    ws.ping('between');
    ws.send(Buffer.from([0, 1, 254, 255]));
    ws.send('');
  },
  '/ping': (ws) => {
    ws.on('pong', (data) => {
      say('pong', { data: data.toString() });
      ws.send('pong came');
    });
    ws.ping('are you there?');
  },
  '/close': (ws, code) => {
    ws.send('goodbye');
    ws.close(code, 'as asked');
  },
  '/room': (ws) => {
    const name = `User${ws._socket.remotePort}`;
    const tell = (text) => room.forEach((one) => one.send(text));
    room.add(ws);
    tell(`${name} just connected`);
    ws.on('message', (data) => tell(`${name} says: ${data}`));
    ws.on('close', () => room.delete(ws) && tell(`${name} just disconnected`));
  },
  '/uploadprogress': (ws, code, url) => {
    const upload = uploads[url.searchParams.get('id')];
    upload ? follow(upload, (told) => ws.send(JSON.stringify(told)), () => ws.close(1000)) : ws.close(1011);
  },
  '/cut': (ws) => {
    ws.send('before the cut');
    setTimeout(() => ws.terminate(), 20);
  },
};
sockets.on('connection', (ws, req) => {
  const url = new URL(req.url, 'http://localhost');
  say('websocket', { path: url.pathname, extensions: ws.extensions, protocol: ws.protocol });
  ws.on('message', (data, binary) => say('message', { text: data.toString(), binary }));
  ws.on('close', (code) => say('closed', { code }));
  behaviours[url.pathname](ws, Number(url.searchParams.get('code')), url);
});

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
server.on('upgrade', (req, socket, head) =>
  sockets.handleUpgrade(req, socket, head, (ws) => sockets.emit('connection', ws, req)));
