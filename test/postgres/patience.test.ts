import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from '../../src/postgres/patience.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work that goes on after the end has one span of time, however many pieces it has', async () => {
  const patience = new Patience(5_000);
  patience.end();
  const problems: string[] = [];
  const pieces = async (): Promise<void> => {
    for (let i = 0; i < 10; i += 1) {
      await patience.inTime(new Promise(() => {})).catch(({ message }) => problems.push(message));
    }
  };
  const all = pieces();
  await vi.advanceTimersByTimeAsync(5_100);
  expect(problems).toEqual(new Array(10).fill('Connection terminated: no answer'));
  await all;
  expect(await patience.inTime(Promise.resolve('done'))).toBe('done');
});
