// SPDX-License-Identifier: GPL-3.0-or-later
// Takes files as one writes it in Node: streamed to a file, with its SHA-256. Says
// "ready PORT"; ends with its standard input.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const { pipeline, Transform } = require('stream');

const folder = process.argv[2];
let count = 0;

const server = http.createServer((request, response) => {
  const file = path.join(folder, String(count++));
  const hash = crypto.createHash('sha256');
  const hashing = new Transform({
    transform(chunk, encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  pipeline(request, hashing, fs.createWriteStream(file), (error) => {
    response.statusCode = error ? 500 : 200;
    response.end(JSON.stringify({ sha256: hash.digest('hex') }));
  });
});

server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
process.stdin.on('end', () => process.exit()).resume();
