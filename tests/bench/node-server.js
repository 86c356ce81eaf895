// SPDX-License-Identifier: GPL-3.0-or-later
// What one would write in Node: http for server-sent events, ws for WebSocket.
// Says "ready PORT"; "publish K SIZE" on standard input sends K events to everyone.

'use strict';

const http = require('http');
const readline = require('readline');

const websocket = process.argv[2] === 'websocket';
const readers = new Set();
let number = 0;

const server = http.createServer({ noDelay: true }, (request, response) => {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
  });
  response.flushHeaders();
  readers.add(response);
  response.on('close', () => readers.delete(response));
});

if (websocket) {
  const { WebSocketServer } = require('ws');
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => {
    request.socket.setNoDelay(true);
    readers.add(socket);
    socket.on('close', () => readers.delete(socket));
  });
}

function publish(count, size) {
  for (let i = 0; i < count; i++) {
    number++;
    const payload = JSON.stringify({ n: 1000000000 + number, pad: 'x'.repeat(size - 25) });
    if (websocket) {
      for (const socket of readers)
        socket.send(payload);
    } else {
      const event = `id: ${number}\ndata: ${payload}\n\n`;
      for (const response of readers)
        response.write(event);
    }
  }
}

const commands = readline.createInterface({ input: process.stdin });
commands.on('line', (line) => {
  const [, count, size] = line.split(' ').map(Number);
  publish(count, size);
});
commands.on('close', () => process.exit(0));
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 },
              () => console.log(`ready ${server.address().port}`));
