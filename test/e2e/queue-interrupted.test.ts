import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POSTGRES, type PostgresServer, postgresServer } from '../support/postgres.js';
import {
  expectEmpty,
  left,
  queryPostgres,
  queueEnv,
  workerHere,
  workerProcess,
} from '../support/queue.js';
import { Scenario } from '../support/scenario.js';
import { whenSampled } from '../support/signals.js';
import { until } from '../support/stopping.js';
import { writePhotos } from '../torture/queue/batches.js';
import { differences } from '../torture/queue/remains.js';
import { silenceIsOver } from '../torture/queue/silence.js';

const PHOTOS = 39;
const IMPORT = ['import-faces', 'photos', '--create-missing'];

let server: PostgresServer;
let s: Scenario;

/** What an undisturbed import without a queue leaves; made once. */
let expected: Record<string, unknown> | undefined;

async function undisturbed(): Promise<Record<string, unknown>> {
  const local = new Scenario();
  writePhotos(local.path('photos'), PHOTOS);
  expect((await local.call(IMPORT, { asTyped: true })).code).toBe(3);
  return left(local);
}

/** Expects that the import has ended, and all is as after an undisturbed one. */
async function expectUndisturbed(): Promise<void> {
  expected ??= await undisturbed();
  expect(differences(expected, left(s))).toEqual([]);
  await expectEmpty(server.url);
}

/** The import as a process, which gets a signal when some photos are done. */
async function interrupted(signal: NodeJS.Signals) {
  let sent = Promise.resolve();
  const result = await s.run(IMPORT, {
    env: queueEnv(server.url),
    onStart: (child) => {
      sent = whenSampled(s, 5).then(() => void child.kill(signal));
    },
  });
  await sent;
  return result;
}

const imported = () => s.call(IMPORT, { env: queueEnv(server.url), asTyped: true });

const ROWS = (table: string) => `SELECT count(*)::int AS n FROM faceenroll_queue.${table}`;
const rows = async (table: string): Promise<number> =>
  (await queryPostgres(server.url, ROWS(table)))[0].n;

describe.skipIf(!POSTGRES)('an import over a queue ends like an undisturbed one', () => {
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    s = new Scenario();
    writePhotos(s.path('photos'), PHOTOS);
  });

  it('killed and run again, with what workers have done meanwhile', async () => {
    const worker = workerHere(server.url);
    expect(await interrupted('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    await until('the worker has done what was sent', async () => (await rows('photos')) === 0);
    const [kept, waiting] = [s.count('samples'), await rows('answers')];
    expect(kept).toBeLessThan(PHOTOS);
    expect(waiting).toBeGreaterThan(16);
    expect((await imported()).code).toBe(3);
    await expectUndisturbed();
    // Again are those alone whose answers the import had taken, and not kept when it was killed.
    const done = await worker.stop();
    expect(done).toBeGreaterThanOrEqual(PHOTOS);
    expect(done - PHOTOS).toBeLessThanOrEqual(8);
  });

  it('interrupted and run again; nothing stays in PostgreSQL meanwhile', async () => {
    workerHere(server.url);
    expect(await interrupted('SIGINT')).toMatchObject({ code: 130 });
    await expectEmpty(server.url);
    expect((await imported()).code).toBe(3);
    await expectUndisturbed();
  });

  it('when a worker is killed and others get its photos', async () => {
    const killed = workerProcess(server.url);
    const ended = imported();
    await whenSampled(s, 5);
    killed.child.kill('SIGKILL');
    await silenceIsOver(server.url);
    workerHere(server.url);
    expect((await ended).code).toBe(3);
    await expectUndisturbed();
  });

  it('when a worker is asked to stop: it finishes what it has, and others do the rest', async () => {
    const first = workerProcess(server.url);
    const ended = imported();
    await whenSampled(s, 5);
    const done = await first.stop();
    const second = workerHere(server.url);
    expect((await ended).code).toBe(3);
    await expectUndisturbed();
    expect(done + (await second.stop())).toBe(PHOTOS);
  });

  // The torture kills it with -9, too.
  it.each(['fast', 'crash'] as const)(
    'when PostgreSQL is stopped (%s) and started',
    async (how) => {
      workerHere(server.url);
      const ended = imported();
      await whenSampled(s, 5);
      await server.stop(how);
      await server.start();
      expect((await ended).code).toBe(3);
      await expectUndisturbed();
    },
  );
});
