import { expect, test } from 'vitest';
import { Pace, type TakeTimes } from '../../../src/workers/queue/worker/pace.js';

/** After many takes that lasted so long. */
const after = (times: Partial<TakeTimes>): Pace => {
  const pace = new Pace();
  for (let i = 0; i < 50; i += 1) pace.took({ photos: 4, claimMs: 2, readMs: 2, ...times });
  return pace;
};

test('nothing is taken ahead beside PostgreSQL, nor before the first take', () => {
  expect(after({}).ahead(50, 9)).toBe(0);
  expect(new Pace().ahead(1_000, 9)).toBe(0);
});

test('from another town as many are taken ahead as are done until more have come', () => {
  expect(after({ claimMs: 80 }).ahead(50, 9)).toBe(15);
  expect(after({ claimMs: 80 }).ahead(10, 9)).toBe(3);
});

test('an outage that was waited for is no reason to take many, and there is a bound', () => {
  const pace = after({ claimMs: 5 });
  pace.took({ photos: 4, claimMs: 600_000, readMs: 2 });
  expect(pace.ahead(10, 9)).toBeLessThan(10);
  expect(after({ claimMs: 5_000 }).ahead(1_000, 9)).toBe(27);
});

test('a take grows while it is quick, and over a narrow line it has what comes in ten seconds', () => {
  const pace = new Pace();
  expect(pace.most).toBe(4);
  for (const photos of [4, 8, 16]) pace.took({ photos, claimMs: 2, readMs: 20 });
  expect(pace.most).toBe(32);
  // Few that are there do not make it smaller, nor does a take that finds none.
  pace.took({ photos: 1, claimMs: 2, readMs: 20 });
  pace.took({ photos: 0, claimMs: 2, readMs: 0 });
  expect(pace.most).toBe(32);
  pace.took({ photos: 32, claimMs: 90, readMs: 50_000 });
  expect(pace.most).toBe(6);
  pace.took({ photos: 1, claimMs: 90, readMs: 30_000 });
  expect(pace.most).toBe(1);
});
