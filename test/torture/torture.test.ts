import { describe, expect, it } from 'vitest';
import { torture } from './torture.js';

/** The long run is `npm run torture`. */
const SEED = 20_261_121;
const ROUNDS = 6;

describe('an import that is killed and run again until it ends', () => {
  it(`ends like one that was never disturbed (${ROUNDS} rounds, seed ${SEED})`, async () => {
    const { stops, wrong } = await torture({ rounds: ROUNDS, seed: SEED });
    expect(wrong).toEqual([]);
    // The short phases had their share.
    for (const phase of ['decide', 'apply', 'report']) expect(stops[phase]).toBeGreaterThan(0);
  });
});
