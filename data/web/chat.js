// SPDX-License-Identifier: GPL-3.0-or-later
// The chat room: the channel "chat" by WebSocket, with its history for who comes late.

import { askLast, pause } from './http.js';
import { Socket } from './readers.js';

const PATH = '/channels/chat';
const HISTORY = 50;
const MAX_LINES = 200;
const STATES = { stopped: 'Not joined', starting: 'Joining', open: 'Joined', retrying: 'Retrying' };

const isText = (value) => typeof value === 'string';

export class Chat {
  cursor = null;
  #socket = null;
  #leaving = null;
  #name = '';

  constructor (card) {
    this.status = card.querySelector('.status');
    this.lines = card.querySelector('#lines');
    this.joining = card.querySelector('#join');
    this.saying = card.querySelector('#say');
    this.joining.elements.name.value = `Guest ${Math.floor(Math.random() * 900) + 100}`;
    this.joining.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#socket === null)
        this.#join(this.joining.elements.name.value.trim());
      else
        this.#leave();
    });
    this.saying.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#say(this.saying.elements.text.value.trim());
    });
    this.state('stopped');
  }

  // Where it began or was left it goes on: nothing is shown twice.
  async #join (name) {
    this.#name = name;
    const socket = new Socket(`${PATH}?type=say&name=${encodeURIComponent(name)}`, this);
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#socket = socket;
    this.state('starting');
    this.saying.elements.text.focus();
    while (this.cursor === null && !signal.aborted) {
      try {
        this.cursor = Math.max(await askLast(PATH, signal) - HISTORY, 0);
      } catch (error) {
        if (signal.aborted)
          return;
        this.state('retrying', error.message);
        await pause(1000, signal);
      }
    }
    if (!signal.aborted)
      socket.start();
  }

  #leave () {
    const socket = this.#socket;
    this.#socket = null;
    this.#leaving.abort();
    socket.stop();
    this.state('stopped');
  }

  #say (text) {
    if (text && this.#socket?.send(JSON.stringify({ name: this.#name, text })))
      this.saying.elements.text.value = '';
  }

  // What the client tells.

  state (state, reason = null) {
    const joined = this.#socket !== null;
    this.status.dataset.state = state;
    this.status.lastElementChild.textContent = STATES[state];
    this.status.title = reason ?? '';
    this.joining.elements.name.disabled = joined;
    this.joining.querySelector('button').textContent = joined ? 'Leave' : 'Join';
    // What is being typed stays while the connection is away.
    for (const element of this.saying.elements)
      element.disabled = !joined;
    this.saying.querySelector('button').disabled = state !== 'open';
  }

  event ({ seq, type, time, data }) {
    this.cursor = seq;
    if (!isText(data?.name))
      return;
    if (type === 'say' && isText(data.text))
      this.#add('said', data.name, data.text, time);
    else if (type === 'join')
      this.#add('dim', data.name, 'joined', time);
    else if (type === 'leave')
      this.#add('dim', data.name, 'left', time);
  }

  gap () {
    if (this.lines.childElementCount > 0)
      this.#add('dim', '…', 'What was said meanwhile is not remembered.');
  }

  refused (detail) {
    this.#add('dim', '!', detail);
  }

  #add (kind, name, text, time) {
    const atEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 8;
    const line = document.createElement('li');
    const who = document.createElement('b');
    const what = document.createElement('bdi');
    line.className = kind;
    who.textContent = name;
    who.dir = 'auto';
    what.textContent = text;
    line.append(who, ' ', what);
    if (time !== undefined)
      line.title = new Date(time).toLocaleString();
    this.lines.append(line);
    while (this.lines.childElementCount > MAX_LINES)
      this.lines.firstElementChild.remove();
    if (atEnd)
      this.lines.scrollTop = this.lines.scrollHeight;
  }
}
