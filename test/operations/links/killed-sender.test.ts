import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { newPath } from '../../support/keys.js';
import { fill } from '../../support/mails.js';
import { type RecordingServer, recordingServer } from '../../support/smtp.js';
import { newStore } from '../../support/store.js';

const SENDER = fileURLToPath(new URL('./sender.js', import.meta.url));

const RECIPIENTS = 500;

/** Sends in a process of its own; resolves to what it told. */
async function sendAlone(db: string, { port }: RecordingServer, at?: (kill: () => void) => void) {
  const child = spawn(process.execPath, [SENDER, db, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  at?.(() => child.kill('SIGKILL'));
  await once(child, 'close');
  return stdout.trim().split('\n');
}

it('mails each of 500 recipients once, though it is killed twice in the middle', async () => {
  const db = newPath();
  const users = Array.from({ length: RECIPIENTS }, (_, at) => `u${at}`);
  fill(db, users);
  const server = await recordingServer({ tls: 'none' });
  const killAt = (n: number, step: 'data' | 'taken') => (kill: () => void) => {
    server.replies = {
      at: async (now) => {
        if (now !== step || server.taken.length !== n) return;
        kill();
        await new Promise((resolve) => setTimeout(resolve, 200));
      },
    };
  };
  await sendAlone(db, server, killAt(100, 'data'));
  const second = await sendAlone(db, server, killAt(250, 'taken'));
  server.replies = {};
  const third = await sendAlone(db, server);

  const unknown = [...second, ...third].flatMap((line) => /^unknown (\w+)$/.exec(line)?.[1] ?? []);
  expect(unknown).toHaveLength(2);
  const reached = server.taken.map(({ to }) => String(to).replace('@example.com', ''));
  expect(new Set(reached).size).toBe(reached.length);
  const missing = users.filter((user) => !reached.includes(user));
  // What the server had before the kill is taken; what it was being given is not.
  expect(missing).toHaveLength(1);
  expect(unknown).toContain(missing[0]);

  const store = newStore(db);
  const states = store.mails.list('default').map(({ userId, state }) => ({ userId, state }));
  expect(states.filter(({ state }) => state === 'sent')).toHaveLength(RECIPIENTS - 2);
  expect(
    states
      .filter(({ state }) => state === 'unknown')
      .map(({ userId }) => userId)
      .sort(),
  ).toEqual([...unknown].sort());
  // One connection for all mails of a process.
  expect(server.connections).toBe(3);
}, 90_000);
