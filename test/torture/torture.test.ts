import { describe, expect, it } from 'vitest';
import { torture } from './torture.js';

/** The long run, with every scene, is `npm run torture`. */
const SEED = 8;
const SCENES = ['apply', 'report', 'decide', 'worker', 'making'];

describe('an import that is killed and run again until it ends', () => {
  it(`ends like one that was never disturbed (${SCENES.join()}; seed ${SEED})`, async () => {
    const { stops, wrong } = await torture({ rounds: SCENES.length, seed: SEED, scenes: SCENES });
    expect(wrong).toEqual([]);
    // Each had its share.
    for (const phase of ['decide', 'apply', 'report', 'worker in extract']) {
      expect(stops[phase]).toBeGreaterThan(0);
    }
  });
});
