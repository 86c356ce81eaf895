// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a connection for long takes turns. A browser has six to one server: the lanes
// hold two, one is left for what is answered at once.

const HELD = 3;

let free = HELD;
const queue = [];

function callNext () {
  while (queue.length > 0 && queue[0].connections <= free) {
    const { connections, resolve } = queue.shift();
    free -= connections;
    resolve();
  }
}

// Does @work, which holds so many connections, when it is its turn.
export async function inTurn (connections, work) {
  await new Promise((resolve) => {
    queue.push({ connections, resolve });
    callNext();
  });
  try {
    return await work();
  } finally {
    free += connections;
    callNext();
  }
}
