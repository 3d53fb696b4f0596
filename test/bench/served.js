/** A server to be measured: the built command, in a process of its own. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { faceenroll, ROOT } from './support.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');

/** Starts `faceenroll serve` on a database in `folder`, with a key that may do everything. */
export async function served(folder, db, options = []) {
  const child = spawn(
    process.execPath,
    [BIN, 'serve', '--listen', '127.0.0.1:0', '--db', db, '--rate', '1000000', ...options],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log = [];
  child.stderr.on('data', (data) => log.push(data));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const address = await Promise.race([
    addressOf(child),
    ended.then((code) => {
      throw new Error(`serve ended with ${code}:\n${Buffer.concat(log)}`);
    }),
  ]);
  await isReady(address);
  const scopes = ['--scope', 'read,search,enroll,write,delete'];
  const name = ['--name', `bench ${process.hrtime.bigint()}`];
  const made = await faceenroll(
    ['keys', 'create', ...name, ...scopes, '--db', db, '--json'],
    folder,
  );
  const { key } = JSON.parse(made.stdout.trim().split('\n').at(-1));
  return {
    ...{ address, key, pid: child.pid },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

async function addressOf(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /https?:\/\/[\d.:[\]]+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error('serve told no address');
}

async function isReady(address) {
  for (;;) {
    if ((await fetch(`${address}/readyz`)).ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A body of multipart/form-data as bytes, ready to be sent. */
export function formBody(image, fields) {
  const boundary = 'faceenroll-bench';
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), image, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Memory of the server and its worker process, in bytes. */
export function memoryOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
  const bytes = [pid, ...children].map((one) => {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${one}/status`, 'utf8'));
    return Number(kilobytes) * 1024;
  });
  return { server: bytes[0], workers: bytes.slice(1).reduce((a, b) => a + b, 0) };
}
