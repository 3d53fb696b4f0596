import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { attacked, formWith } from '../../support/attacked.js';
import { head, talk } from '../../support/http-listening.js';
import { fixture } from '../../support/scenario.js';
import { until } from '../../support/stopping.js';

const FACES = '/api/v1/collections/default/faces';
const GOOD = readFileSync(fixture('photos', '1002.jpg'));

/** A proxy is trusted here: its connections are not counted by address. */
const BEHIND_PROXY = ['--trust-proxy', '127.0.0.0/8'];

/** Memory of the process, in MB. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Opens connections that begin with a text and then say nothing; a few at a time, as a machine takes them. */
async function opened(port: number, count: number, begun: string): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  while (sockets.length < count) {
    const some = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'));
    sockets.push(...some);
    await Promise.all(some.map((socket) => settled(socket, begun)));
  }
  return sockets;
}

function settled(socket: Socket, begun: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve());
    socket.once('close', () => resolve());
    socket.once('connect', () => {
      if (begun !== '') socket.write(begun);
      resolve();
    });
  });
}

const HALF = `POST ${FACES} HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n`;

const HALF_JSON =
  'POST /api/face/v1/enroll/1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

it('a thousand connections, idle, half said and enrolling, hold nobody up for long', async () => {
  const { port, key, token, ask, child, expectUnharmed } = await attacked(BEHIND_PROXY);
  await ask(FACES, form('7'));
  const pid = child.pid as number;
  const before = memoryOf(pid);
  const idle = await opened(port, 200, '');
  const halfHeads = await opened(port, 300, HALF);
  const halfBodies = await opened(
    port,
    200,
    `${HALF}X-API-Key: ${key}\r\nContent-Length: 9000000\r\n\r\n--b`,
  );
  const bearer = `Authorization: Bearer ${await token()}\r\nContent-Length: 90000\r\n\r\n[`;
  const halfJson = await opened(port, 50, `${HALF_JSON}${bearer}`);
  const enrolling = Array.from({ length: 200 }, (_, i) => ask(FACES, form(`many-${i}`)));
  for (let i = 0; i < 10; i += 1) {
    const heard = await talk(port, [head('GET /healthz', { Connection: 'close' })], 60_000);
    expect(heard.text).toContain('HTTP/1.1 200 ');
    await setTimeout(50);
  }
  for (const { status, headers, text } of await Promise.all(enrolling)) {
    expect([201, 409, 503], text).toContain(status);
    if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  // More than the server takes: those beyond are closed.
  const beyond = await opened(port, 500, '');
  await until('some are closed', () => beyond.some(({ closed }) => closed));
  for (const socket of [...beyond, ...idle, ...halfHeads, ...halfBodies, ...halfJson])
    socket.destroy();
  await until(
    'it answers',
    async () => (await talk(port, [head('GET /healthz')], 500)).text !== '',
  );
  expect(memoryOf(pid) - before).toBeLessThan(400);
  await expectUnharmed();
});

it('connections of one address are limited, and its others go on', async () => {
  const { port, ask, expectUnharmed } = await attacked();
  await ask('/healthz');
  const sockets = await opened(port, 500, '');
  await until('the most are closed', () => sockets.filter(({ closed }) => !closed).length <= 128);
  for (const socket of sockets) socket.destroy();
  await until(
    'one is free',
    async () => (await talk(port, [head('GET /healthz')], 300)).text !== '',
  );
  await expectUnharmed();
});

it('no request hides in another', async () => {
  const { port, key, heard, expectUnharmed, s } = await attacked();
  const hidden = `DELETE /api/v1/collections/default/users/7 HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\n\r\n`;
  const chunked = `1\r\nx\r\n0\r\n\r\n${hidden}`;
  const post = (lines: string) =>
    `POST ${FACES} HTTP/1.1\r\nHost: a\r\nX-API-Key: wrong\r\nContent-Type: application/json\r\n${lines}\r\n\r\n`;
  const smuggled = [
    `${post(`Content-Length: 6\r\nTransfer-Encoding: chunked`)}0\r\n\r\n${hidden}`,
    `${post(`Transfer-Encoding: chunked\r\nContent-Length: 6`)}0\r\n\r\n${hidden}`,
    `${post('Content-Length: 1\r\nContent-Length: 5')}x${hidden}`,
    `${post('Content-Length: 1, 5')}x${hidden}`,
    `${post('Content-Length: +1')}x${hidden}`,
    `${post('Content-Length: -1')}${hidden}`,
    `${post('Content-Length: 0x1')}x${hidden}`,
    `${post('Content-Length : 1')}x${hidden}`,
    `${post(' Content-Length: 1')}x${hidden}`,
    `${post('Transfer-Encoding: xchunked')}${chunked}`,
    `${post('Transfer-Encoding: chunked, identity')}${chunked}`,
    `${post('Transfer-Encoding:\x0bchunked')}${chunked}`,
    `${post('X: 1\rTransfer-Encoding: chunked')}${chunked}`,
    `${post('X: 1\nTransfer-Encoding: chunked')}${chunked}`,
    `${post('Transfer-Encoding: chunked')}1;a\nx\r\n0\r\n\r\n${hidden}`,
    `${post('Transfer-Encoding: chunked')}fffffffffffffffff\r\nx`,
    `${post(`Content-Length: ${hidden.length}`)}${hidden}`,
    `${post(`Expect: 100-continue\r\nContent-Length: ${hidden.length}`)}${hidden}`,
  ];
  for (const bytes of smuggled) {
    const { text } = await talk(port, [bytes], 300);
    heard.push(text);
    const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
    expect(statuses.length, bytes).toBeLessThanOrEqual(1);
    for (const status of statuses) expect([400, 401, 411, 501], text).toContain(status);
  }
  expect(s.query("SELECT 1 FROM audit WHERE action = 'USER_DELETED'")).toEqual([]);
  await expectUnharmed();
});

function form(userId: string) {
  return formWith([
    { name: 'external_id', value: userId },
    { name: 'image', file: 'a.jpg', value: GOOD },
  ]);
}
