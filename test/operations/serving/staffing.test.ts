import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Crew } from '../../../src/domain/crew.js';
import { findPack } from '../../../src/models/packs.js';
import { Staffing, UnstaffedError } from '../../../src/operations/serving/staffing.js';
import { WarmPool } from '../../../src/operations/serving/warm-pool.js';
import { POLICY } from '../../support/entries.js';
import { fakePool, NOBODY } from '../../support/service.js';

const NO_CREW: Crew = { members: [] };
const CREW: Crew = {
  members: [{ host: 'w', pid: 1, slots: 3, done: 0, failed: 0, rate: 1 }],
};

it('is a problem only when nobody was there for a while', () => {
  let now = 0;
  const staffing = new Staffing(() => now);
  expect(staffing.problem(NO_CREW)).toBeUndefined();
  now = 14_000;
  expect(staffing.problem(NO_CREW)).toBeUndefined();
  now = 15_000;
  expect(staffing.problem(NO_CREW)).toBeInstanceOf(UnstaffedError);
  expect(staffing.problem(CREW)).toBeUndefined();
  expect(staffing.problem({ ...CREW, isAway: true })).toBeUndefined();
  now = 30_000;
  expect(staffing.problem({ ...CREW, isAway: true })?.message).toContain('PostgreSQL is away');
  expect(staffing.problem(undefined)).toBeUndefined();
});

const { models } = findPack('standard');
const JOB = {
  ...{ path: 'a', bytes: Buffer.from('a 1'), knownDigests: [], profileImage: false },
  policy: POLICY,
};

/** A pool over a queue: it gives no answer until `answer` is called. */
function queued(now: () => number) {
  const answering = Promise.withResolvers<void>();
  let crew = NO_CREW;
  const dropped: unknown[] = [];
  const inner = {
    ...fakePool(() => answering.promise, 4_000),
    crew: () => crew,
    drop: (why: unknown) => dropped.push(why),
  };
  const pool = new WarmPool(models, () => inner, 100, new Staffing(now));
  const come = (): void => {
    crew = CREW;
  };
  return { pool, inner, come, dropped, answer: answering.resolve };
}

it('lets a request go whose photo nobody extracts, and refuses the next at once', async () => {
  let now = 0;
  const { pool, come, answer, dropped } = queued(() => now);
  const release = pool.admit(1, 3);
  const waiting = pool.extract(JOB, NOBODY.signal);
  const batch = pool.lend(models, { waits: true });
  const patient = batch?.extract(JOB);
  now = 20_000;
  await expect(waiting).rejects.toThrow(UnstaffedError);
  release();
  expect(() => pool.admit(1, 3)).toThrow(UnstaffedError);
  await expect(pool.lend(models)?.extract(JOB)).rejects.toThrow(UnstaffedError);
  // A request without a photo needs nobody.
  pool.admit(0, 0)();
  come();
  pool.admit(1, 3)();
  answer();
  expect((await patient)?.kind).toBe('sample');
  await pool.close();
  expect(dropped).toHaveLength(1);
});

it('takes all photos of a batch, however many its workers could use, and lets requests in beside it', async () => {
  const answering = Promise.withResolvers<void>();
  const many: Crew = {
    members: [{ host: 'w', pid: 1, slots: 1_000, done: 0, failed: 0, rate: 1 }],
  };
  const inner = { ...fakePool(() => answering.promise, 4_000), crew: () => many };
  const pool = new WarmPool(models, () => inner, 10);
  const batch = pool.lend(models, { waits: true });
  const photos = Array.from({ length: batch?.capacity ?? 0 }, () => batch?.extract(JOB));
  const release = pool.admit(10 - photos.length, 3);
  const another = batch?.extract(JOB);
  release();
  answering.resolve();
  const extracted = await Promise.all([...photos, another]);
  expect(extracted.map((one) => one?.kind)).toEqual(Array(6).fill('sample'));
});

it('hands out more photos of a batch when workers come while it is at work', async () => {
  const answers: (() => void)[] = [];
  const inner = fakePool(() => new Promise((resolve) => answers.push(resolve)), 4_000);
  let crew = NO_CREW;
  const pool = new WarmPool(models, () => ({ ...inner, crew: () => crew }), 1_000);
  const batch = pool.lend(models, { waits: true });
  expect(batch?.capacity).toBe(500);
  const photos = Array.from({ length: 200 }, () => batch?.extract(JOB));
  expect(inner.extracted).toHaveLength(32);
  const [member] = CREW.members;
  crew = { members: member ? [{ ...member, slots: 50 }] : [] };
  answers.shift()?.();
  await photos[0];
  await setImmediate();
  expect(inner.extracted).toHaveLength(101);
  const gone = new Error('nobody waits');
  batch?.drop(gone);
  const ends = await Promise.allSettled(photos);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(199);
});

it('hands out no more than its workers can use', () => {
  const { pool, inner, come } = queued(() => 0);
  for (let i = 0; i < 60; i += 1) void pool.extract(JOB, NOBODY.signal).catch(() => {});
  expect(inner.extracted).toHaveLength(32);
  expect(pool.load.crew).toEqual(NO_CREW);
  come();
  expect(pool.load.crew).toEqual(CREW);
});
