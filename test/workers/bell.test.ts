import { getEventListeners } from 'node:events';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { Bell } from '../../src/workers/bell.js';

const LONG_MS = 1_000_000;

describe('whoever waits for a bell', () => {
  test('is woken the next time that it rings', async () => {
    const bell = new Bell();
    const woken = vi.fn();
    bell.ring();
    const waiting = [bell.rung(), bell.rungWithin(LONG_MS, new AbortController().signal)];
    for (const one of waiting) void one.then(woken);
    await tick();
    expect(woken).not.toHaveBeenCalled();
    bell.ring();
    await Promise.all(waiting);
    expect(woken).toHaveBeenCalledTimes(2);
  });

  test('for so long at most, or until a signal, goes on when that has come, and leaves nothing behind', async () => {
    const bell = new Bell();
    const { signal } = new AbortController();
    await bell.rungWithin(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await bell.rungWithin(LONG_MS, AbortSignal.abort());
    const ending = new AbortController();
    const waiting = bell.rungWithin(LONG_MS, ending.signal);
    ending.abort();
    await waiting;
  });
});
