/** Asks a server for its health all the time, in a thread of its own; tells how long each answer took. */

import http from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 100;

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const milliseconds = [];
let goesOn = true;
parentPort.once('message', () => {
  goesOn = false;
});

while (goesOn) {
  const started = performance.now();
  await new Promise((resolve, reject) => {
    http
      .get(`${workerData.address}/healthz`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', resolve);
      })
      .on('error', reject);
  });
  milliseconds.push(performance.now() - started);
  await setTimeout(EVERY_MS);
}
agent.destroy();
parentPort.postMessage(milliseconds);
