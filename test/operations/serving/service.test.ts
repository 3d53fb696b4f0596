import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IDENTIFY_OPTIONS } from '../../../src/operations/compare/options.js';
import { identify } from '../../../src/operations/compare.js';
import { facesUpdate } from '../../../src/operations/faces.js';
import { type ValuesOf, withDefaults } from '../../../src/operations/options/row.js';
import { Service, ServiceBusyError } from '../../../src/operations/serving/service.js';
import { usersDelete, usersRename } from '../../../src/operations/users.js';
import { DatabaseBusyError, lockBesideRuns } from '../../../src/store/lock.js';
import { lockOwnRun } from '../../../src/store/run-locks.js';
import { Store } from '../../../src/store/store.js';
import { newApiKey } from '../../support/api-keys.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { runMain } from '../../support/main.js';
import {
  endingsOf,
  enrolled,
  fakePool,
  NOBODY,
  openService,
  photoOf,
  quietHost,
} from '../../support/service.js';
import { until } from '../../support/stopping.js';

const newPath = () => join(temporaryFolder(), 'served.db');

/** The user IDs that a photo is taken for. */
async function identified(
  service: Service,
  photo: ReturnType<typeof photoOf>,
  settings: Partial<ValuesOf<typeof IDENTIFY_OPTIONS>> = {},
): Promise<string[]> {
  const input = { ...withDefaults(IDENTIFY_OPTIONS, {}), ...settings, photo: [photo.name] };
  const place = { caller: NOBODY, photos: new Map([[photo.name, photo]]) };
  return service.perform(identify, input, place, async ({ results }) => {
    const found: string[] = [];
    for await (const { matches } of results) found.push(...matches.map(({ userId }) => userId));
    return found;
  });
}

describe('a service', () => {
  it('enrolls a user, and tells the face', async () => {
    const service = await openService(newPath());
    const result = await enrolled(service, '1001', [photoOf('ann')], { metadata: { door: 7 } });
    expect(endingsOf(result)).toEqual(['NEW_TEMPLATE_CREATED']);
    expect(result).toMatchObject({ userId: '1001', user: 'created', templates: 1 });
    expect(result.photos[0]?.face).toMatchObject({
      ...{ userId: '1001', slot: 1, fileName: 'ann.jpg', metadata: { door: 7 } },
    });
  });

  it('answers the same photo with the face that is there, without embedding it again', async () => {
    const service = await openService(newPath());
    const options = { ifFaceExists: 'add' } as const;
    const first = await enrolled(service, '1001', [photoOf('ann')], { options });
    const again = await enrolled(service, '1001', [photoOf('ann')], { options });
    expect(endingsOf(again)).toEqual(['SAME_PHOTO']);
    expect(again.photos[0]?.face).toEqual(first.photos[0]?.face);
    expect(again.user).toBe('kept');
  });

  it('tells the face that is preserved, and opens no photo for it', async () => {
    const pool = fakePool();
    const service = await openService(newPath(), {}, pool);
    const first = await enrolled(service, '1001', [photoOf('ann')]);
    const again = await enrolled(service, '1001', [photoOf('ann', 2)]);
    expect(endingsOf(again)).toEqual(['FACE_PRESERVED']);
    expect(again.photos[0]?.face).toEqual(first.photos[0]?.face);
    expect(pool.extracted).toHaveLength(1);
  });

  it('refuses what needs no photo without opening one', async () => {
    const pool = fakePool();
    const service = await openService(newPath(), { createMissing: false }, pool);
    const unknown = await enrolled(service, '1001', [photoOf('ann')]);
    expect(endingsOf(unknown)).toEqual(['USER_NOT_FOUND']);
    const odd = await enrolled(service, '10\u200b01', [photoOf('ann')]);
    expect(endingsOf(odd)).toEqual(['USER_ID_INVALID']);
    const options = { createMissing: true, requireConsent: true };
    const withoutConsent = await enrolled(service, '1002', [photoOf('bob')], { options });
    expect(endingsOf(withoutConsent)).toEqual(['CONSENT_MISSING']);
    expect(pool.extracted).toEqual([]);
    expect(service.read((store) => store.collections.list())).toEqual([]);
  });

  it('enrolls the photos of one request by themselves', async () => {
    const service = await openService(newPath());
    const photos = [photoOf('ann'), photoOf('nobody'), photoOf('ann', 2)];
    const result = await enrolled(service, '1001', photos);
    expect(endingsOf(result)).toEqual([
      'NEW_TEMPLATE_CREATED',
      'FACE_NOT_FOUND',
      'TEMPLATE_UPDATED',
    ]);
    expect(result.photos.map(({ face }) => face?.slot)).toEqual([1, undefined, 3]);
    expect(result.templates).toBe(2);
  });

  it('enrolls one of two users who bring one face at the same moment', async () => {
    const db = newPath();
    const service = await openService(db);
    const pairs = Array.from({ length: 200 }, (_, i) => `person${i}`);
    const results = await Promise.all(
      pairs.flatMap((person) => [
        enrolled(service, `a-${person}`, [photoOf(person, 1)]),
        enrolled(service, `b-${person}`, [photoOf(person, 2)]),
      ]),
    );
    const endings = results.flatMap(endingsOf);
    for (const i of pairs.keys()) {
      expect(endings.slice(2 * i, 2 * i + 2).sort()).toEqual([
        'DUPLICATE_OF_ENROLLED_USER',
        'NEW_TEMPLATE_CREATED',
      ]);
    }
    expect(query(db, 'SELECT count(*) AS n FROM templates')).toEqual([{ n: 200 }]);
    // Nothing of a face stays that was not enrolled.
    for (const table of ['samples', 'run_entries']) {
      expect(query(db, `SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 0 }]);
    }
  }, 60_000);

  it('does several requests of one user in the order in which they came', async () => {
    const service = await openService(newPath());
    const options = { ifFaceExists: 'overwrite' } as const;
    const results = await Promise.all(
      [1, 2, 3].map((n) => enrolled(service, '1001', [photoOf('ann', n)], { options })),
    );
    expect(results.flatMap(endingsOf)).toEqual([
      'NEW_TEMPLATE_CREATED',
      'TEMPLATE_REPLACED',
      'TEMPLATE_REPLACED',
    ]);
  });

  it('commits a result before it returns it, with what the request keeps of it', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')], {
      inTransaction: ({ userId }, store) => {
        store.collections.create(`kept of ${userId}`, 'now');
      },
    });
    expect(query(db, 'SELECT name FROM collections ORDER BY name')).toEqual([
      { name: 'default' },
      { name: 'kept of 1001' },
    ]);
    expect(query(db, 'SELECT user_id FROM templates')).toEqual([{ user_id: '1001' }]);
  });

  it('undoes a request that fails, and does the others of its transaction', async () => {
    const db = newPath();
    const service = await openService(db);
    const failing = new Error('no room for the answer');
    const results = await Promise.allSettled([
      enrolled(service, '1001', [photoOf('ann')]),
      enrolled(service, '1002', [photoOf('bob')], {
        inTransaction: () => {
          throw failing;
        },
      }),
      // Not a duplicate of what was undone.
      enrolled(service, '1003', [photoOf('bob', 2)]),
    ]);
    expect(results[1]).toEqual({ status: 'rejected', reason: failing });
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(query(db, 'SELECT user_id FROM users ORDER BY user_id')).toEqual([
      { user_id: '1001' },
      { user_id: '1003' },
    ]);
    expect(await identified(service, photoOf('bob'))).toEqual(['1003']);
  });

  it('finds at once whom it has enrolled, and nobody who was deleted by a command', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')]);
    await enrolled(service, '1002', [photoOf('bob')]);
    expect(await identified(service, photoOf('ann', 9))).toEqual(['1001']);
    const args = ['users', 'delete', '1001', '--yes', '--db', db];
    const { code, stderr } = await runMain(args, { cwd: temporaryFolder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await identified(service, photoOf('ann', 9))).toEqual([]);
    // Nor is it a duplicate of one who is gone.
    expect(endingsOf(await enrolled(service, '1003', [photoOf('ann', 2)]))).toEqual([
      'NEW_TEMPLATE_CREATED',
    ]);
  });

  it('is a run in the journal, which tells what was enrolled and what failed', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')], {}, { ...NOBODY, reference: 'T-1' });
    await enrolled(service, '1002', [photoOf('ann', 2)]);
    await enrolled(service, '1001', [photoOf('ann', 3)]);
    const cwd = temporaryFolder();
    const [{ run_id: runId }] = query(db, 'SELECT run_id FROM runs');
    const { stdout } = await runMain(['runs', 'show', runId, '--json', '--db', db], {
      cwd,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ command: 'serve', status: 'running', failures: { DUPLICATE_OF_ENROLLED_USER: 1 } },
      counts: { enrolled: { total: 1 }, failed: { total: 1 } },
    });
    const audit = 'SELECT DISTINCT run_id, reference FROM audit';
    expect(query(db, audit)).toEqual([{ run_id: runId, reference: 'T-1' }]);
    expect(query(db, 'SELECT item, outcome FROM run_items ORDER BY item')).toEqual([
      { item: 1, outcome: 'enrolled' },
      { item: 2, outcome: 'failed' },
    ]);
  });

  it('names the API key in the audit', async () => {
    const db = newPath();
    const service = await openService(db);
    const { keyId } = await service.write((store) => newApiKey(store));
    const caller = { ...NOBODY, keyId };
    await enrolled(service, '1001', [photoOf('ann')], {}, caller);
    const input = { ...withDefaults(usersDelete.options, {}), userId: ['1001'] };
    await service.perform(usersDelete, input, { caller }, (plan) => plan.carryOut());
    expect(query(db, "SELECT action, detail ->> '$.key' AS key FROM audit")).toEqual(
      ['USER_CREATED', 'NEW_TEMPLATE_CREATED', 'TEMPLATE_DELETED', 'USER_DELETED'].map(
        (action) => ({ action, key: keyId }),
      ),
    );
  });

  it('does nothing more for an API key that is revoked while photos are looked at', async () => {
    const db = newPath();
    const { promise: extraction, resolve: extract } = Promise.withResolvers<void>();
    const pool = fakePool(() => extraction);
    const service = await openService(db, {}, pool);
    const { keyId } = await service.write((store) => newApiKey(store));
    const caller = { ...NOBODY, keyId };
    const first = enrolled(service, '1001', [photoOf('ann')], {}, caller);
    const other = enrolled(service, '1002', [photoOf('bob')]);
    await until('both photos are at work', () => pool.extracted.length === 2);
    const cwd = temporaryFolder();
    const revoked = await runMain(['keys', 'revoke', keyId, '--db', db], { cwd });
    extract();
    expect(revoked.code, revoked.stderr).toBe(0);
    const refusal = expect.objectContaining({ refusal: { code: 'KEY_INVALID' } });
    await expect(first).rejects.toEqual(refusal);
    expect(endingsOf(await other)).toEqual(['NEW_TEMPLATE_CREATED']);
    await expect(enrolled(service, '1003', [photoOf('cid')], {}, caller)).rejects.toEqual(refusal);
    const input = { ...withDefaults(usersDelete.options, {}), userId: ['1002'] };
    const deleting = service.perform(usersDelete, input, { caller }, (plan) => plan.carryOut());
    await expect(deleting).rejects.toEqual(refusal);
    expect(query(db, 'SELECT user_id FROM users')).toEqual([{ user_id: '1002' }]);
    expect(pool.extracted).toHaveLength(2);
  });

  it('is not taken for interrupted by an import while it lives', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')]);
    const cwd = temporaryFolder();
    const statusOf = () => query(db, "SELECT status FROM runs WHERE command = 'serve'");
    const csv = join(cwd, 'users.csv');
    writeFileSync(csv, 'user_id,name\n2001,Bo\n');
    const result = await runMain(['import-csv', csv, '--db', db], { cwd });
    expect(result.code).toBe(0);
    expect(statusOf()).toEqual([{ status: 'running' }]);
    const checked = await runMain(['check', '--db', db], { cwd });
    expect({ code: checked.code, stdout: checked.stdout }).toMatchObject({ code: 0 });
  });

  it('opens no file for the name of a photo that was not sent', async () => {
    const service = await openService(newPath());
    await enrolled(service, '1001', [photoOf('ann')]);
    const input = { ...withDefaults(IDENTIFY_OPTIONS, {}), photo: ['/etc/passwd'] };
    const use = async ({ results }: { results: AsyncIterable<unknown> }) => {
      for await (const _ of results);
    };
    await expect(service.perform(identify, input, { caller: NOBODY }, use)).rejects.toThrow(
      'no photo "/etc/passwd" was sent',
    );
  });

  it('drops a request that nobody waits for, wherever it waits', async () => {
    const db = newPath();
    const { promise: extraction, resolve: extract } = Promise.withResolvers<void>();
    const pool = fakePool(() => extraction, 1);
    const service = await openService(db, {}, pool);
    const leaving = new AbortController();
    const gone = new Error('the connection was closed');
    const caller = { signal: leaving.signal };
    const atWork = enrolled(service, '1001', [photoOf('ann')], {}, caller);
    const waiting = enrolled(service, '1002', [photoOf('bob')], {}, caller);
    const staying = enrolled(service, '1003', [photoOf('cid')]);
    expect(service.load.waiting).toBe(3);
    leaving.abort(gone);
    await expect(atWork).rejects.toBe(gone);
    await expect(waiting).rejects.toBe(gone);
    extract();
    expect(endingsOf(await staying)).toEqual(['NEW_TEMPLATE_CREATED']);
    expect(pool.extracted.map(({ path }) => path)).toEqual(['ann.jpg', 'cid.jpg']);
    expect(query(db, 'SELECT user_id FROM users')).toEqual([{ user_id: '1003' }]);
    expect(service.load).toMatchObject({ waiting: 0, bytes: 0 });
  });

  it('refuses more photos than may wait', async () => {
    const { promise: extraction, resolve: extract } = Promise.withResolvers<void>();
    const service = await openService(
      newPath(),
      { photosAtMost: 2 },
      fakePool(() => extraction),
    );
    const first = enrolled(service, '1001', [photoOf('ann'), photoOf('ann', 2)]);
    await expect(enrolled(service, '1002', [photoOf('bob')])).rejects.toThrow(ServiceBusyError);
    extract();
    await first;
    await enrolled(service, '1002', [photoOf('bob')]);
  });

  it('refuses more than 256 MB of photos', async () => {
    const service = await openService(newPath());
    const photo = { name: 'large.jpg', bytes: new Uint8Array(256e6 + 1) };
    await expect(enrolled(service, '1001', [photo])).rejects.toThrow(ServiceBusyError);
  });

  it('waits for the database as long as it is told', async () => {
    const db = newPath();
    const service = await openService(db, { wait: 0.3 });
    const other = Store.open(db, false);
    await expect(enrolled(service, '1001', [photoOf('ann')])).rejects.toThrow(DatabaseBusyError);
    const waiting = enrolled(service, '1002', [photoOf('bob')]);
    other.close();
    expect(endingsOf(await waiting)).toEqual(['NEW_TEMPLATE_CREATED']);
    expect(query(db, 'SELECT user_id FROM users')).toEqual([{ user_id: '1002' }]);
  });

  it('waits no longer than it is told for one that soon lets go, nor at its end', async () => {
    const db = newPath();
    const noted: string[] = [];
    const host = { ...quietHost(), note: (text: string) => noted.push(text) };
    const settings = { db, createMissing: true, wait: 0.3 };
    const service = await Service.open(settings, host, () => fakePool());
    await enrolled(service, '1001', [photoOf('ann')]);
    const other = lockBesideRuns(db);
    onTestFinished(() => other.release());
    const input = { ...withDefaults(usersDelete.options, {}), userId: ['1001'] };
    const ended = Promise.allSettled([
      service.perform(usersDelete, input, { caller: NOBODY }, (plan) => plan.carryOut()),
      service.close(),
    ]);
    const refused = { status: 'rejected', reason: expect.any(DatabaseBusyError) };
    const done = { status: 'fulfilled', value: undefined };
    expect(await Promise.race([ended, setTimeout(60_000, 'they wait', { ref: false })])).toEqual([
      refused,
      done,
    ]);
    expect(noted).toEqual([
      expect.stringMatching(/listed as interrupted: .*another run is working/),
    ]);
    const locks = readdirSync(dirname(db)).filter((name) => name.includes('-serve-'));
    expect(locks).toEqual([]);
  });

  it('changes users while it enrolls others', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')]);
    const others = Array.from({ length: 50 }, (_, i) =>
      enrolled(service, `u${i}`, [photoOf(`person${i}`)]),
    );
    await service.perform(
      usersDelete,
      { ...withDefaults(usersDelete.options, {}), userId: ['1001'] },
      { caller: NOBODY },
      (plan) => plan.carryOut(),
    );
    expect((await Promise.all(others)).flatMap(endingsOf)).toHaveLength(50);
    expect(query(db, "SELECT user_id FROM users WHERE user_id = '1001'")).toEqual([]);
  });

  it('looks at photos of an identification before it holds the database, and enrolls a sure match', async () => {
    const db = newPath();
    const { promise: extraction, resolve: extract } = Promise.withResolvers<void>();
    const pool = fakePool(({ path }) => (path === 'ann.jpg' ? extraction : Promise.resolve()));
    const service = await openService(db, {}, pool);
    await enrolled(service, '1001', [{ ...photoOf('ann'), name: 'first.jpg' }]);
    const identifying = identified(service, photoOf('ann', 2), { autoEnroll: true });
    await until('the photo is at work', () => pool.extracted.length === 2);
    // Neither requests nor commands wait for the photo.
    await enrolled(service, '1002', [photoOf('bob')]);
    Store.open(db, false).close();
    extract();
    expect(await identifying).toEqual(['1001']);
    expect(query(db, 'SELECT user_id, file_name FROM templates ORDER BY user_id, slot')).toEqual([
      { user_id: '1001', file_name: 'first.jpg' },
      { user_id: '1001', file_name: 'ann.jpg' },
      { user_id: '1002', file_name: 'bob.jpg' },
    ]);
  });

  it('changes and deletes single users and faces, and enrolls matches, beside an import at work', async () => {
    const db = newPath();
    const service = await openService(db, { wait: 1 });
    const { photos } = await enrolled(service, '1001', [photoOf('ann')]);
    await enrolled(service, '1002', [photoOf('bob')]);
    const importing = lockOwnRun(db, 'a-run');
    onTestFinished(() => importing.release());
    const place = { caller: NOBODY };
    const faceId = photos[0]?.face?.faceId ?? '';
    const metadata = { door: 7 };
    const input = { ...withDefaults(facesUpdate.options, { metadata }), metadata, faceId };
    await service.perform(facesUpdate, input, place, () => {});
    expect(await identified(service, photoOf('ann', 2), { autoEnroll: true })).toEqual(['1001']);
    const users = { ...withDefaults(usersDelete.options, {}), userId: ['1002'] };
    await service.perform(usersDelete, users, place, (plan) => plan.carryOut());
    expect(await identified(service, photoOf('bob', 2))).toEqual([]);
    expect(query(db, 'SELECT user_id, metadata FROM templates ORDER BY slot')).toEqual([
      { user_id: '1001', metadata: '{"door":7}' },
      { user_id: '1001', metadata: '{"autoEnrolled":true}' },
    ]);
    const renaming = { ...withDefaults(usersRename.options, {}), userId: '1001', newId: '1009' };
    await expect(service.perform(usersRename, renaming, place, () => {})).rejects.toThrow(
      DatabaseBusyError,
    );
  });

  it('enrolls beside another service', async () => {
    const db = newPath();
    const services = [await openService(db), await openService(db)];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        enrolled(services[i % 2] as Service, `u${i}`, [photoOf(`person${i >> 1}`, i)]),
      ),
    );
    const endings = results.flatMap(endingsOf);
    expect(endings.filter((one) => one === 'NEW_TEMPLATE_CREATED')).toHaveLength(20);
    expect(endings.filter((one) => one === 'DUPLICATE_OF_ENROLLED_USER')).toHaveLength(20);
  });

  it('goes on when the database is replaced by a backup', async () => {
    const db = newPath();
    const service = await openService(db);
    await enrolled(service, '1001', [photoOf('ann')]);
    const [cwd, backup] = [temporaryFolder(), `${db}.backup`];
    const commands = [
      ['backup', backup, '--db', db],
      ['restore', backup, '--yes', '--db', db],
    ];
    await runMain(commands[0] ?? [], { cwd });
    await enrolled(service, '1002', [photoOf('bob')]);
    await until('nobody has it open', () => !existsSync(`${db}-wal`));
    const restored = await runMain(commands[1] ?? [], { cwd });
    expect(restored.code).toBe(0);
    expect(await identified(service, photoOf('bob', 2))).toEqual([]);
    await enrolled(service, '1003', [photoOf('bob', 3)]);
    expect(query(db, 'SELECT user_id FROM users ORDER BY user_id')).toEqual([
      { user_id: '1001' },
      { user_id: '1003' },
    ]);
  });

  it('takes nothing new once it closes, and ends what it has begun', async () => {
    const db = newPath();
    const { promise: extraction, resolve: extract } = Promise.withResolvers<void>();
    const service = await openService(
      db,
      {},
      fakePool(() => extraction),
    );
    const begun = enrolled(service, '1001', [photoOf('ann')]);
    const closing = service.close();
    await expect(enrolled(service, '1002', [photoOf('bob')])).rejects.toThrow(ServiceBusyError);
    extract();
    expect(endingsOf(await begun)).toEqual(['NEW_TEMPLATE_CREATED']);
    await closing;
    const [run] = query(db, 'SELECT command, status, counts, report_due FROM runs');
    expect(run).toMatchObject({ command: 'serve', status: 'finished', report_due: 0 });
    expect(JSON.parse(run.counts).enrolled).toEqual({ total: 1, by: { NEW_TEMPLATE_CREATED: 1 } });
  });
});
