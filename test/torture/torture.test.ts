import { describe, expect, it } from 'vitest';
import { torture } from './torture.js';

/** The long run is `npm run torture`. */
const SEED = 20_261_121;
const ROUNDS = 4;

describe('an import that is killed and run again until it ends', () => {
  it(`ends like one that was never disturbed (${ROUNDS} rounds, seed ${SEED})`, async () => {
    const { stops, wrong } = await torture({ rounds: ROUNDS, seed: SEED });
    expect(wrong).toEqual([]);
    expect(Object.values(stops).reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(ROUNDS);
  });
});
