import { afterEach, expect, test, vi } from 'vitest';
import { Minutes } from '../../../src/cli/worker/minutes.js';

afterEach(() => void vi.useRealTimers());

test('a worker tells of each minute what it has done in it, and of none without photos', () => {
  vi.useFakeTimers();
  const told: string[] = [];
  const minutes = new Minutes((text) => void told.push(text));
  for (let i = 0; i < 120; i += 1) minutes.add(i % 40 === 0);
  vi.advanceTimersByTime(60_000);
  vi.advanceTimersByTime(60_000);
  for (let i = 0; i < 30; i += 1) minutes.add(false);
  vi.advanceTimersByTime(60_000);
  minutes.add(false);
  minutes.stop();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([
    '120 photos in 1 min 0 s, 2.0/s; 120 since the start, 3 failed',
    '30 photos in 1 min 0 s, 0.5/s; 150 since the start, 3 failed',
  ]);
});
