import { expect, it } from 'vitest';
import { tortureSideBySide } from './torture.js';

/** The long run is `npm run torture:side-by-side`. */
const SEED = 11;

it(`imports at once that are killed end like imports one after the other (seed ${SEED})`, async () => {
  const { kills, wrong } = await tortureSideBySide({ rounds: 2, seed: SEED });
  expect(wrong).toEqual([]);
  expect(kills).toBeGreaterThan(0);
});
