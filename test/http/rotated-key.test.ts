import { randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { formOf } from '../support/http-app.js';
import { serverOf } from '../support/http-database.js';
import { runMain } from '../support/main.js';
import { openService, photoOf } from '../support/service.js';

it('tells callers to ask later, and the operator where the new key belongs, until it is there', async () => {
  const cwd = temporaryFolder();
  const [db, keyFile, newKey] = ['faces.db', 'a.key', 'b.key'].map((name) => join(cwd, name)) as [
    ...[string, string, string],
  ];
  for (const file of [keyFile, newKey]) {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  }
  const { app, send, log } = await serverOf(await openService(db, { keyFile }));
  const ready = async () => {
    const { statusCode, json } = await app.inject({ url: '/readyz' });
    return { statusCode, reason: json<{ reason?: string }>().reason };
  };
  const enroll = (userId: string) => {
    const image = new Blob([photoOf(userId).bytes]);
    return send(
      'POST',
      '/collections/default/faces',
      formOf([
        ['image', image, 'a.jpg'],
        ['external_id', userId],
      ]),
    );
  };
  expect((await enroll('ann')).statusCode).toBe(201);

  const args = ['key', 'rotate', '--key-file', keyFile, '--new-key-file', newKey, '--db', db];
  expect((await runMain(args, { cwd })).code).toBe(0);
  const refused = await enroll('bob');
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('60');
  expect(refused.json().error.message).toBe(
    'the server cannot read its database with its key: its log tells the operator what to do',
  );
  const todo = 'put the new key into that file, or start again with it';
  expect(log.join('')).toContain(todo);
  expect(await ready()).toMatchObject({ statusCode: 503, reason: expect.stringContaining(todo) });

  copyFileSync(newKey, keyFile);
  expect(await ready()).toEqual({ statusCode: 200 });
  expect((await enroll('bob')).statusCode).toBe(201);
});
