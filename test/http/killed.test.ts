import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bookkeepingOf } from '../../src/http/bookkeeping.js';
import { Store } from '../../src/store/store.js';
import { newApiKey } from '../support/api-keys.js';
import { query, ROOT, temporaryFolder } from '../support/cli.js';
import { ANY_KEY, appWith, formOf } from '../support/http-app.js';
import { openService } from '../support/service.js';

const module = (path: string) => pathToFileURL(join(ROOT, 'dist', path)).href;

/** Answers requests to enroll without end, and tells each answer once it was given. */
const SERVER = `
  import { createHash } from 'node:crypto';
  import pino from 'pino';
  import { makeApp } from '${module('http/app.js')}';
  import { bookkeepingOf } from '${module('http/bookkeeping.js')}';
  import { UploadMemory } from '${module('http/uploads.js')}';
  import { Service } from '${module('operations/serving/service.js')}';
  const [, db, keyId] = process.argv;
  const host = {
    env: {}, cwd: process.cwd(), shownFrom: '', isWatched: false,
    signal: new AbortController().signal, tell() {}, note() {}, progress() {},
  };
  const embedding = () => {
    const values = Float32Array.from({ length: 192 }, () => Math.random() - 0.5);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const pool = {
    capacity: 8, start() {}, drop() {}, async close() {},
    extract: async ({ bytes }) => ({
      kind: 'sample',
      sample: {
        digest: createHash('sha256').update(bytes).digest('hex'), embedding: embedding(),
        quality: 0.9, rotated: 0, liveness: null,
      },
    }),
  };
  const service = await Service.open({ db, ifFaceExists: 'add' }, host, () => pool);
  const logger = pino({ level: 'silent' });
  const key = { keyId, name: 'any', scopes: ['enroll', 'read'] };
  const server = {
    service, findKey: () => key, memory: new UploadMemory(1e9), ...bookkeepingOf(service, logger),
  };
  const app = await makeApp(server, { logger, rate: 1e6, docs: false });
  let user = 0;
  const caller = async () => {
    for (;;) {
      const userId = 'u' + ++user;
      const payload = new FormData();
      payload.append('image', new Blob([userId]), 'x.jpg');
      payload.append('external_id', userId);
      const answer = await app.inject({
        method: 'POST', url: '/api/v1/collections/default/faces', payload,
        headers: { 'x-api-key': 'any', 'idempotency-key': userId },
      });
      const { statusCode, payload: body } = answer;
      process.stdout.write(JSON.stringify({ userId, statusCode, body }) + '\\n');
    }
  };
  for (let i = 0; i < 16; i += 1) void caller();
`;

interface Told {
  readonly userId: string;
  readonly statusCode: number;
  readonly body: string;
}

test('after a kill, repetitions get the answers that were given, and the rest is done once', async () => {
  const db = join(temporaryFolder(), 'served.db');
  const store = Store.open(db, false);
  const { keyId } = newApiKey(store);
  store.close();
  const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, db, keyId], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const answered = new Map<string, Told>();
  for await (const line of createInterface(child.stdout)) {
    const told: Told = JSON.parse(line);
    answered.set(told.userId, told);
    if (answered.size === 60) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect([...answered.values()].map(({ statusCode }) => statusCode)).not.toContain(500);

  const service = await openService(db, { ifFaceExists: 'add' });
  const { app, log } = await appWith(
    {},
    { any: { ...ANY_KEY, keyId } },
    { service, ...bookkeepingOf(service, { error: () => {} }) },
  );
  const templates = () => query(db, 'SELECT face_id, user_id FROM templates ORDER BY user_id');
  const before = templates();
  const names = Array.from({ length: answered.size + 40 }, (_, i) => `u${i + 1}`);
  for (const userId of names) {
    const answer = await app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/default/faces' },
      headers: { 'x-api-key': 'any', 'idempotency-key': userId },
      payload: formOf([
        ['image', new Blob([userId]), 'x.jpg'],
        ['external_id', userId],
      ]),
    });
    expect(answer.statusCode, log.slice(-2).join('')).toBe(201);
    const told = answered.get(userId);
    if (told) expect(answer.payload).toBe(told.body);
    const wasThere = before.some(({ user_id }) => user_id === userId);
    expect(answer.headers['idempotency-replayed'], userId).toBe(wasThere ? 'true' : undefined);
  }
  expect(templates().map(({ user_id }) => user_id)).toEqual([...names].sort());
  expect(templates()).toEqual(expect.arrayContaining(before));
}, 60_000);
