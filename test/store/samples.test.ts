import { describe, expect, it } from 'vitest';
import { Samples } from '../../src/store/samples.js';
import { sampleOf } from '../support/entries.js';
import { newDatabase, newStore, startRun } from '../support/store.js';

const FILE = { path: '/photos/1.jpg', size: 1000, modifiedMs: 1_700_000_000_123.456 };

describe('a sample that a killed run left', () => {
  it('is found by path, size and time of its photo', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    expect(samples.any()).toBe(false);
    const number = samples.keep(FILE, sampleOf('A'));
    expect(samples.any()).toBe(true);
    expect(samples.find(FILE)).toBe(number);
    expect(samples.find({ ...FILE })).toBe(number);
  });

  it.each([
    ['another path', { ...FILE, path: '/photos/2.jpg' }],
    ['another size', { ...FILE, size: 1001 }],
    ['another time', { ...FILE, modifiedMs: FILE.modifiedMs + 0.001 }],
  ])('is not found for a file of %s', (_, file) => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    samples.keep(FILE, sampleOf('A'));
    expect(samples.find(file)).toBeUndefined();
  });

  it('is not found for another collection or another way to extract', () => {
    const db = newDatabase();
    new Samples(db, 'default', 'encoder/1').keep(FILE, sampleOf('A'));
    for (const other of [
      new Samples(db, 'guests', 'encoder/1'),
      new Samples(db, 'default', 'encoder/2'),
    ]) {
      expect([other.any(), other.find(FILE)]).toEqual([false, undefined]);
    }
  });

  it('comes back as it was kept', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    const sample = sampleOf('A', { quality: 0.123456789 });
    expect(samples.get(samples.keep(FILE, sample))).toEqual(sample);
    const profileImage = Buffer.of(1, 2, 3);
    const number = samples.keep({ ...FILE, path: '/2.jpg' }, { ...sample, profileImage });
    expect(samples.get(number)).toEqual({ ...sample, profileImage });
    const landmarks = [1, 2, 3, 4, 5].map((x) => ({ x: x + 0.5, y: -x }));
    const thumbnail = { jpeg: Buffer.of(4, 5), landmarks };
    const third = samples.keep({ ...FILE, path: '/3.jpg' }, { ...sample, thumbnail });
    expect(samples.get(third)).toEqual({ ...sample, thumbnail });
    expect(samples.embedding(third)).toEqual(sample.embedding);
  });

  it('comes back with what was measured, which is told without opening it', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    const measures = { sharpness: 80, eyesOpen: 0 };
    const number = samples.keep(FILE, sampleOf('A', { measures }));
    const { size, modifiedMs } = FILE;
    expect(samples.get(number)).toEqual(sampleOf('A', { measures }));
    expect(samples.seen(number)).toEqual({ measures, photo: { size, modifiedMs } });
    // A later photo of the same path has its own.
    expect(samples.seen(samples.keep(FILE, sampleOf('B')))).toEqual({
      photo: { size, modifiedMs },
    });
    const sent = samples.keep({ path: '1', size: 0, modifiedMs: 0 }, sampleOf('C'));
    expect(samples.seen(sent)).toEqual({});
  });

  it('tells its digest, and whether it has a profile image, for many at once', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    const profileImage = Buffer.of(1, 2, 3);
    const a = samples.keep(FILE, sampleOf('A'));
    const b = samples.keep({ ...FILE, path: '/2.jpg' }, sampleOf('B', { profileImage }));
    expect(samples.kept([b, a, b])).toEqual(
      new Map([
        [a, { number: a, digest: 'A', hasProfileImage: false }],
        [b, { number: b, digest: 'B', hasProfileImage: true }],
      ]),
    );
    samples.clear([]);
    expect(() => samples.kept([a])).toThrow(`sample ${a} is gone`);
  });

  it('gives way to a newer one of the same photo', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    samples.keep(FILE, sampleOf('A'));
    const changed = { ...FILE, size: 2000 };
    const number = samples.keep(changed, sampleOf('B'));
    expect([samples.find(FILE), samples.find(changed)]).toEqual([undefined, number]);
    expect(samples.get(number)).toEqual(sampleOf('B'));
  });

  it('keeps its number when another row names the same photo', () => {
    const samples = new Samples(newDatabase(), 'default', 'encoder/1');
    const number = samples.keep(FILE, sampleOf('A'));
    samples.keep({ ...FILE, path: '/photos/2.jpg' }, sampleOf('B'));
    expect(samples.keep(FILE, sampleOf('A'))).toBe(number);
  });

  it.each([
    ['is gone', 'finished'],
    ['is kept', 'interrupted'],
    ['is kept', 'failed'],
  ] as const)('%s when a run has ended as %s', (_, status) => {
    const store = newStore();
    const run = startRun(store);
    run.samples.keep(FILE, sampleOf('A'));
    if (status === 'finished') store.runLife.finish(run);
    else store.runLife.breakOff(run, status);
    expect(startRun(store).samples.any()).toBe(status !== 'finished');
  });

  it('of another collection is not touched by the end of a run', () => {
    const store = newStore();
    const guests = startRun(store, false, 'guests');
    guests.samples.keep(FILE, sampleOf('A'));
    store.runLife.breakOff(guests, 'interrupted');
    store.runLife.finish(startRun(store));
    expect(startRun(store, false, 'guests').samples.any()).toBe(true);
  });
});
