// SPDX-License-Identifier: GPL-3.0-or-later
// The page: its lanes, what starts and stops all of them, and what they cost together.

import { roundUp } from './charts.js';
import { Chat } from './chat.js';
import { formatRate, formatShare, plural } from './format.js';
import { at } from './http.js';
import { Lane } from './lane.js';
import { Metrics } from './metrics.js';
import { EventStream, Exchange, LongPolling, ShortPolling, Socket } from './readers.js';
import { Upload } from './upload.js';
import { ExchangeView, PollingView, TickerView } from './views.js';
import { Waits } from './waits.js';

const REFRESH_MS = 250;
// The totals are of so many seconds, so that one busy second does not make them jump.
const TOTAL_SECONDS = 5;
const TICKER = '/channels/ticker';

const KINDS = [
  { id: 'request-response', name: 'Request–response', sentence: 'One question, one answer.',
    path: '/hello', address: `${location.origin}/hello`, per: 'responses', Reader: Exchange, View: ExchangeView },
  { id: 'short-polling', name: 'Short polling', sentence: 'Asks again and again: anything new?',
    path: TICKER, address: location.origin + TICKER, per: 'events', Reader: ShortPolling, View: PollingView },
  { id: 'long-polling', name: 'Long polling', sentence: 'Asks, and the answer waits until there is one.',
    path: TICKER, address: location.origin + TICKER, per: 'events', Reader: LongPolling, View: TickerView, holds: true },
  { id: 'server-sent-events', name: 'Server-sent events', sentence: 'One long answer that never ends: the server talks.',
    path: TICKER, address: location.origin + TICKER, per: 'events', Reader: EventStream, View: TickerView, holds: true, streams: true },
  { id: 'websocket', name: 'WebSocket', sentence: 'One connection, both talk.',
    path: TICKER, address: location.origin.replace(/^http/, 'ws') + TICKER, per: 'events', Reader: Socket, View: TickerView, holds: true, streams: true },
];

const metrics = new Metrics();
const toggle = document.getElementById('toggle-all');
const totals = document.getElementById('totals');
const lanes = KINDS.map((kind) => new Lane(kind, metrics.account(kind.id), showRunning));

let drawing = null;

function showTotals () {
  let payload = 0;
  let overhead = 0;
  for (const { account } of lanes) {
    const last = account.samples.slice(-TOTAL_SECONDS);
    payload += last.reduce((sum, sample) => sum + sample.payload, 0) / Math.max(last.length, 1);
    overhead += last.reduce((sum, sample) => sum + sample.overhead, 0) / Math.max(last.length, 1);
  }
  const text = metrics.reachable
    ? `All patterns *: ${plural(metrics.connections, 'connection', 'connections')} open · ${formatRate(payload + overhead)} · ${
      formatShare(overhead / (payload + overhead))} overhead`
    : 'The server does not answer';
  if (totals.textContent !== text)
    totals.textContent = text;
}

// All lanes have one scale: the higher bar is the one that talks more.
function draw () {
  const maximum = roundUp(Math.max(...lanes.map((lane) => lane.peak)));
  lanes.forEach((lane) => lane.draw(maximum));
  showTotals();
}

// Nothing is drawn that does not move or cannot be seen.
function updateDrawing () {
  const wanted = !document.hidden && lanes.some((lane) => lane.running);
  if (wanted && drawing === null) {
    drawing = setInterval(draw, REFRESH_MS);
  } else if (!wanted && drawing !== null) {
    clearInterval(drawing);
    drawing = null;
    draw();
  }
}

function showRunning () {
  const running = lanes.some((lane) => lane.running);
  toggle.textContent = running ? 'Stop all' : 'Start all';
  if (running)
    metrics.start();
  else
    metrics.stop();
  updateDrawing();
}

toggle.addEventListener('click', () => {
  if (lanes.some((lane) => lane.running))
    lanes.filter((lane) => lane.running).forEach((lane) => lane.stop());
  else
    lanes.forEach((lane) => lane.start());
});
document.addEventListener('visibilitychange', updateDrawing);
document.getElementById('metrics').href = at('/metrics');
document.getElementById('lanes').append(...lanes.map((lane) => lane.card));
new Chat(document.getElementById('chat'));
new Upload(document.getElementById('upload'));
new Waits(document.getElementById('waits'));
