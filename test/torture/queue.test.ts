import { describe, expect, it } from 'vitest';
import { POSTGRES } from '../support/postgres.js';
import { tortureQueue } from './queue/torture.js';

/** The long run is `npm run torture -- queue`. */
const SEED = 5;

describe.skipIf(!POSTGRES)('imports over a queue whose machines and network fail', () => {
  it(`end like undisturbed ones without a queue, and leave nothing (seed ${SEED})`, async () => {
    const { wrong, counts } = await tortureQueue({
      ...{ kills: 6, seed: SEED, photos: 13, mostPauseMs: 1_200, hurries: true },
    });
    expect(wrong).toEqual([]);
    const happened = Object.values(counts).reduce((sum, n) => sum + n, 0);
    expect(happened).toBeGreaterThanOrEqual(6);
  });
});
