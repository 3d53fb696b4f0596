import { readFileSync, renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, faceenroll } from '../support/cli.js';
import { runTyped } from '../support/main.js';
import { expectSound, fixture, Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { linkPortraits } from '../support/signals.js';
import { until } from '../support/stopping.js';

const FACES = '/api/v1/collections/default/faces';

const PHOTOS = ['1001.jpg', '1002.jpg', '1003.jpg', '1004.jpg', '1005.jpg', '1006.jpg'];

/** Photos of the server are no duplicates of those of the folder, unless a test says otherwise. */
const ALIKE = ['--duplicates', 'off'];

/** Of an import that takes a while. */
const PORTRAITS = 30;

const SCOPES = 'read,enroll,search,write,delete';

/** Between two that are enrolled: several for each command beside them are enough. */
const BETWEEN_MS = 150;

type Server = Awaited<ReturnType<typeof begun>>;

/** A server with a key, on a database that has users already. */
async function begun(s: Scenario, flags: readonly string[] = ALIKE) {
  const server = await served(flags, { cwd: s.cwd });
  const words = ['keys', 'create', '--name', `k${Math.random()}`, '--scope', SCOPES, '--json'];
  const { key } = JSON.parse((await s.call(words)).stdout);
  const enroll = async (userId: string, photo: string) => {
    const body = new FormData();
    body.append('external_id', userId);
    body.append('image', new Blob([readFileSync(fixture('photos', photo))]), photo);
    const sent = { method: 'POST', headers: { 'x-api-key': key }, body };
    const answer = await fetch(`${server.address}${FACES}`, sent);
    const json = (await answer.json()) as { error?: { code: string; message: string } };
    return {
      status: answer.status,
      code: json.error?.code,
      retry: answer.headers.get('retry-after'),
    };
  };
  const get = async (path: string) => {
    const answer = await fetch(`${server.address}${path}`, { headers: { 'x-api-key': key } });
    return { status: answer.status, text: await answer.text() };
  };
  return { ...server, enroll, get };
}

/** Enrolls users one after the other until it is told to stop, and again who was told to wait. */
function enrolling({ enroll }: Server, name: string, betweenMs = BETWEEN_MS) {
  let isStopped = false;
  const done: string[] = [];
  const ended = (async () => {
    for (let i = 0; !isStopped && i < 500; i += 1) {
      const userId = `${name}-${i}`;
      const photo = PHOTOS[i % PHOTOS.length] as string;
      let answer = await enroll(userId, photo);
      while (answer.status === 503) {
        expect(Number(answer.retry)).toBeGreaterThan(0);
        await new Promise((resolve) => setTimeout(resolve, 200));
        answer = await enroll(userId, photo);
      }
      expect(answer).toMatchObject({ status: 201 });
      done.push(userId);
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
  })();
  // Awaited in `stop`; a failure before that is told there.
  ended.catch(() => {});
  return {
    stop: async () => {
      isStopped = true;
      await ended;
      return done;
    },
  };
}

async function expectClean(s: Scenario): Promise<void> {
  expectSound(s.db);
  const checked = await runTyped(['check'], { cwd: s.cwd });
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is wrong') });
}

it('an import and a server that enroll at the same time both end right', async () => {
  const s = new Scenario();
  linkPortraits(s, PORTRAITS);
  const server = await begun(s);
  const others = enrolling(server, 'served');
  // Not by the scenario, which compares tables one after the other: the server goes on meanwhile.
  const words = ['import-faces', 'photos', '--create-missing', ...ALIKE, '--json'];
  const imported = await faceenroll(words, { cwd: s.cwd });
  const { code } = imported;
  const lines = events(imported);
  const outcomes = lines.filter(({ event }) => event === 'outcome');
  const summary = lines.at(-1);
  const done = await others.stop();
  expect(code).toBe(0);
  expect(new Set(outcomes.map(({ file }) => file)).size).toBe(PORTRAITS);
  expect(outcomes).toHaveLength(PORTRAITS);
  expect(summary.enrolled.total).toBe(PORTRAITS);
  expect(done.length).toBeGreaterThan(3);
  const userIds = outcomes.map(({ userId }) => userId);
  expect(s.userIds()).toEqual([...userIds, ...done].sort());
  expect(s.count('templates')).toBe(PORTRAITS + done.length);
  await expectClean(s);
});

describe.each([['idle'], ['enrolling']])('beside a server that is %s', (state) => {
  it('every command is done, and the server goes on', async () => {
    const s = new Scenario();
    s.photos(['1006.jpg', '1007.jpg', '1008.jpg']);
    const imported = ['import-faces', 'photos', '--create-missing', '--duplicates', 'off'];
    expect((await s.call(imported)).code).toBe(0);
    const server = await begun(s);
    const others = state === 'enrolling' ? enrolling(server, 'served') : undefined;
    const run = async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await runTyped(words, { cwd: s.cwd });
      expect([words[0], code], stdout + stderr).toEqual([words[0], 0]);
    };
    await run('users', 'delete', '1006', '--yes');
    await run('purge', '--user', '1007', '--yes');
    const { status } = await server.get('/api/v1/collections/default/users/1007');
    expect(status).toBe(404);
    await run('backup', 'copy.db');
    await run('upgrade', '--models', 'standard', '--yes');
    await run('check');
    const done = (await others?.stop()) ?? [];
    const found = await server.get('/api/v1/collections/default/users/1008');
    expect(found.status, found.text).toBe(200);
    expect(await server.enroll('after', '1001.jpg')).toMatchObject({ status: 201 });
    expect(s.userIds()).toEqual(['1008', 'after', ...done].sort());
    await expectClean(s);
  });
});

it('a server goes on with what was restored under it', async () => {
  const s = new Scenario();
  const server = await begun(s);
  expect(await server.enroll('before', '1001.jpg')).toMatchObject({ status: 201 });
  expect((await runTyped(['backup', 'copy.db'], { cwd: s.cwd })).code).toBe(0);
  expect(await server.enroll('lost', '1002.jpg')).toMatchObject({ status: 201 });
  // It needs a moment in which nobody has the database open: a server closes it when it is idle.
  const others = enrolling(server, 'served', 1_000);
  await until('it is restored', async () => {
    const { code, stderr } = await runTyped(['restore', 'copy.db', '--yes'], { cwd: s.cwd });
    expect([0, 4], stderr).toContain(code);
    return code === 0;
  });
  await others.stop();
  expect((await server.get('/api/v1/collections/default/users/lost')).status).toBe(404);
  expect(await server.enroll('after', '1003.jpg')).toMatchObject({ status: 201 });
  expect(s.userIds()).toEqual(expect.arrayContaining(['after', 'before']));
  expect(s.userIds()).not.toContain('lost');
  await expectClean(s);
});

it('a server whose key was rotated under it says so, and goes on when its file has the new one', async () => {
  const s = new Scenario();
  for (const name of ['old.key', 'new.key']) await s.call(['key', 'generate', name]);
  const server = await begun(s, [...ALIKE, '--key-file', 'old.key']);
  expect(await server.enroll('before', '1001.jpg')).toMatchObject({ status: 201 });
  const words = ['key', 'rotate', '--key-file', 'old.key', '--new-key-file', 'new.key'];
  const rotated = await runTyped(words, { cwd: s.cwd });
  expect(rotated.code, rotated.stderr).toBe(0);
  const refused = await server.enroll('later', '1002.jpg');
  expect(refused).toMatchObject({ status: 503, code: 'BUSY', retry: '60' });
  expect((await server.get('/readyz')).status).toBe(503);
  expect(server.written('stderr')).toContain('is no longer the key of faceenroll.db');
  renameSync(s.path('new.key'), s.path('old.key'));
  expect(await server.enroll('later', '1002.jpg')).toMatchObject({ status: 201 });
  expect(s.userIds()).toEqual(['before', 'later']);
});

it('two servers on one database enroll one face for one user alone', async () => {
  const s = new Scenario();
  const first = await begun(s, ['--duplicates', 'refuse']);
  const second = await begun(s, ['--duplicates', 'refuse']);
  const both = PHOTOS.map((photo) =>
    Promise.all([first.enroll(`a-${photo}`, photo), second.enroll(`b-${photo}`, photo)]),
  );
  for (const pair of await Promise.all(both)) {
    expect(pair.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [refused] = pair.filter(({ status }) => status === 409);
    expect(refused?.code).toBe('DUPLICATE_OF_ENROLLED_USER');
  }
  expect(s.userIds()).toHaveLength(PHOTOS.length);
  // Each knows whom the other has enrolled.
  for (const { enroll } of [first, second]) {
    expect(await enroll('again', '1001.jpg')).toMatchObject({ status: 409 });
  }
  await expectClean(s);
});
