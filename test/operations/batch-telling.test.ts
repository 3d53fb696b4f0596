import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Crew } from '../../src/domain/crew.js';
import { BatchTelling } from '../../src/operations/batch-telling.js';
import type { Progress } from '../../src/operations/progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Progress of a run that is at its second photo, and what is heard of it. */
function telling(pool: { crew?(): Crew }) {
  const heard: (Progress | undefined)[] = [];
  const told = new BatchTelling({ progress: (at) => void heard.push(at) }, pool);
  told.tell({ phase: 'extract', done: 2, total: 3, failed: 0 });
  return { heard, told };
}

test('who works on other machines is told also while no photo comes back, until it is over', () => {
  let isAway = false;
  const { heard, told } = telling({ crew: () => ({ members: [], isAway }) });
  isAway = true;
  vi.advanceTimersByTime(1_500);
  expect(heard.at(-1)).toMatchObject({ at: { done: 2 }, crew: { isAway: true } });
  told.end();
  vi.advanceTimersByTime(5_000);
  expect(heard).toHaveLength(3);
  expect(heard.at(-1)).toBeUndefined();
});

test('nothing is repeated where this machine extracts, or when all photos have come back', () => {
  const here = telling({});
  const there = telling({ crew: () => ({ members: [] }) });
  there.told.tell({ phase: 'compare', done: 0, total: 3, failed: 0 });
  vi.advanceTimersByTime(5_000);
  expect([here.heard.length, there.heard.length]).toEqual([1, 2]);
});
