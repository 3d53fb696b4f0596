import { describe, expect, it } from 'vitest';
// As it is built, like the workers that do it.
import { fuzz } from './fuzz.js';
import { fuzzProfiles } from './profiles.js';

/** The long run is `npm run fuzz`; what it finds is added here. */
const SEED = 20_261_121;
const COUNT = 80;

/** Every photo ends before the next begins, so what is held must not grow with their number. */
const MOST_GROWTH = 200e6;

describe('damaged photos', () => {
  it(`each end as a sample or a known failure (seed ${SEED})`, async () => {
    await fuzz({ count: 20, seed: 1 });
    const before = process.memoryUsage().rss;
    const { endings, wrong } = await fuzz({ count: COUNT, seed: SEED });
    expect(wrong).toEqual([]);
    // Both sides were reached: files that no decoder takes, and some that show a face still.
    expect(endings.IMAGE_CORRUPT ?? 0).toBeGreaterThan(10);
    expect(endings.enrolled ?? 0).toBeGreaterThan(3);
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
  });
});

describe('photos that are made to fit', () => {
  it('keep their own profile, or are told to lack something', async () => {
    const { endings, wrong } = await fuzzProfiles({ count: 12, seed: 1 });
    expect(wrong).toEqual([]);
    expect(endings.fitted ?? 0).toBeGreaterThan(1);
    expect(endings.unfit ?? 0).toBeGreaterThan(1);
  }, 60_000);
});
