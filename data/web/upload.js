// SPDX-License-Identifier: GPL-3.0-or-later
// Files going up, one at a time, and what the server says of each by two patterns.

import { formatBytes, formatLeft, formatRate } from './format.js';
import { at, pause, websocketUrl } from './http.js';
import { inTurn } from './turns.js';
import { copy } from './views.js';

const MAX_ROWS = 5;
// The file's own, and the event stream that tells of it; a WebSocket is not counted among them.
const CONNECTIONS = 2;
// Who tells of the file asks for it first, on connections of their own.
const HEAD_START_MS = 150;
// A browser digests what is in memory alone.
const MAX_DIGESTED = 64 * 1024 * 1024;

const isOver = (news) => ['complete', 'failed', 'cancelled'].includes(news.status);

async function digest (file) {
  if (!isSecureContext || file.size > MAX_DIGESTED)
    return null;
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// One bar and its words.
class Bar {
  missed = false;

  constructor (row, pattern) {
    this.progress = row.querySelector(`.${pattern} progress`);
    this.words = row.querySelector(`.${pattern} span`);
    this.progress.setAttribute('aria-label', row.querySelector(`.${pattern} dt`).textContent);
  }

  say (text) {
    this.words.textContent = text;
  }

  // A small file can be there before anybody could ask of it.
  miss (isComplete) {
    this.missed = true;
    this.say(isComplete ? 'Was over before it could tell' : 'The connection broke off.');
  }

  show (news) {
    if (news.status === 'in-progress') {
      this.progress.value = news.progress;
      this.say([`${news.progress} %`, news.rate > 0 ? formatRate(news.rate) : null,
                news.left > 0 ? formatLeft(news.left) : null].filter(Boolean).join(' · '));
    } else if (news.status === 'complete') {
      this.progress.value = 100;
      this.say('100 %');
    } else {
      this.say(news.message ?? news.status);
    }
  }
}

// Both tell what they hear, or that they miss() the end, and give back what ends them. They
// ask before the upload begins: the server holds who asks for it by its id.

function followStream (id, tell, miss) {
  const source = new EventSource(at(`/uploadprogress?id=${id}`));
  const hear = (news) => {
    tell(news);
    if (isOver(news))
      source.close();
  };
  source.onmessage = ({ data }) => hear(JSON.parse(data));
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED)
      miss();
    else
      tell({ status: 'retrying', message: 'Broke off, tries again' });
  };
  return () => source.close();
}

function followSocket (id, tell, miss) {
  const socket = new WebSocket(websocketUrl(`/uploadprogress?id=${id}`));
  let over = false;
  socket.onmessage = ({ data }) => {
    const news = JSON.parse(data);
    over ||= isOver(news);
    tell(news);
  };
  socket.onclose = () => {
    if (!over)
      miss();
  };
  return () => {
    over = true;
    socket.close();
  };
}

class Transfer {
  #xhr = null;
  #over = null;
  #ends = [];
  #cancelled = false;
  #complete = false;

  constructor (file) {
    this.file = file;
    this.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.row = copy('upload-row').firstElementChild;
    this.row.querySelector('bdi').textContent = file.name;
    this.row.querySelector('.dim').textContent = formatBytes(file.size);
    this.result = this.row.querySelector('.result');
    this.button = this.row.querySelector('.cancel');
    this.button.setAttribute('aria-label', `Cancel ${file.name}`);
    this.button.addEventListener('click', () => this.cancel());
    this.sent = new Bar(this.row, 'request-response');
    this.bars = { stream: new Bar(this.row, 'server-sent-events'), socket: new Bar(this.row, 'websocket') };
    this.result.textContent = 'Waiting for its turn';
  }

  cancel () {
    this.#cancelled = true;
    this.#xhr?.abort();
    this.result.textContent = 'Cancelled';
    this.button.remove();
  }

  // Settles when the answer is there, or there will be none.
  async run () {
    if (this.#cancelled)
      return;
    this.result.textContent = '';
    this.#ends = [this.#follow(followStream, this.bars.stream), this.#follow(followSocket, this.bars.socket)];
    await pause(HEAD_START_MS);
    if (this.#cancelled)
      this.#fail('Cancelled');
    else
      await new Promise((resolve) => this.#send(resolve));
    this.button.remove();
  }

  #follow (by, bar) {
    return by(this.id, (news) => bar.show(news), () => bar.miss(this.#complete));
  }

  #send (over) {
    const xhr = this.#xhr = new XMLHttpRequest();
    this.#over = over;
    xhr.upload.onprogress = ({ loaded, total }) => this.#showSent(loaded, total);
    xhr.onload = () => this.#answered(xhr);
    xhr.onerror = () => this.#fail('The connection broke off.');
    xhr.onabort = () => this.#finish('Cancelled');
    xhr.open('PUT', at(`/upload/${encodeURIComponent(this.file.name)}?id=${this.id}`));
    xhr.send(this.file);
  }

  #showSent (loaded, total) {
    const percent = total > 0 ? Math.floor(100 * loaded / total) : 100;
    this.sent.progress.value = percent;
    this.sent.say(`${percent} % · ${formatBytes(loaded)}`);
  }

  // Who reads what arrived may still wait for something that does not come.
  #fail (reason) {
    this.#ends.forEach((end) => end());
    this.#finish(reason);
  }

  #finish (words) {
    this.result.textContent = words;
    this.#over?.();
  }

  async #answered (xhr) {
    if (xhr.status < 200 || xhr.status > 299) {
      this.#fail(`${xhr.status} ${xhr.statusText} ${xhr.responseText.slice(0, 200)}`);
      return;
    }
    this.#complete = true;
    Object.values(this.bars).filter((bar) => bar.missed).forEach((bar) => bar.miss(true));
    this.sent.progress.value = 100;
    const answer = JSON.parse(xhr.responseText);
    const code = document.createElement('code');
    code.textContent = answer.sha256;
    this.result.replaceChildren(`${answer.type ?? ''} · SHA-256 `, code);
    this.#over();
    const here = await digest(this.file).catch(() => null);
    if (here !== null)
      this.result.append(here === answer.sha256 ? ' · the same as here' : ' · here it is another one');
  }
}

export class Upload {
  #queue = [];
  #running = false;

  constructor (card) {
    const input = card.querySelector('input[type=file]');
    this.list = card.querySelector('#uploads');
    input.addEventListener('change', () => {
      this.#add(input.files);
      input.value = '';
    });
    this.#takeDrops(card.querySelector('#drop'));
  }

  // All of the page: a file that misses the target would replace it.
  #takeDrops (target) {
    const carriesFiles = (event) => event.dataTransfer.types.includes('Files');
    document.addEventListener('dragover', (event) => {
      if (!carriesFiles(event))
        return;
      event.preventDefault();
      target.classList.add('is-over');
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null)
        target.classList.remove('is-over');
    });
    document.addEventListener('drop', (event) => {
      if (!carriesFiles(event))
        return;
      event.preventDefault();
      target.classList.remove('is-over');
      this.#add(event.dataTransfer.files);
    });
  }

  #add (files) {
    for (const file of files) {
      const transfer = new Transfer(file);
      this.#queue.push(transfer);
      this.list.prepend(transfer.row);
    }
    this.#trim();
    this.#runQueue();
  }

  // The oldest go, unless they still have something to do.
  #trim () {
    for (const row of [...this.list.children].slice(MAX_ROWS)) {
      if (row.querySelector('.cancel') === null)
        row.remove();
    }
  }

  async #runQueue () {
    if (this.#running)
      return;
    this.#running = true;
    while (this.#queue.length > 0)
      await inTurn(CONNECTIONS, () => this.#queue.shift().run());
    this.#running = false;
    this.#trim();
  }
}
