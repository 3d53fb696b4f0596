import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watch } from '../../src/workers/watch.js';

const TICK_MS = 10;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A watch, and what it told. */
function watching(): { watch: Watch; told: number[] } {
  const told: number[] = [];
  return { watch: new Watch(TICK_MS, (ms) => told.push(ms)), told };
}

/** Time passes in which no timer of the command ticks. */
function suspend(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

describe('the watch over a process', () => {
  it('tells once that nothing was answered within the time that one task may take', () => {
    const { watch, told } = watching();
    watch.expect('first', 500);
    vi.advanceTimersByTime(300);
    watch.expect('second', 500);
    vi.advanceTimersByTime(190);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([500]);
  });

  it('waits longer for what was queued behind others, while those are answered', () => {
    const { watch, told } = watching();
    watch.expect('first', 500);
    watch.expect('second', 500);
    vi.advanceTimersByTime(450);
    watch.done('first');
    vi.advanceTimersByTime(450);
    expect(told).toEqual([]);
    watch.done('second');
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([]);
  });

  it('tells of a task that hangs while others are answered', () => {
    const { watch, told } = watching();
    watch.expect('hangs', 500);
    for (let task = 0; task < 20; task += 1) {
      watch.expect(task, 500);
      vi.advanceTimersByTime(100);
      watch.done(task);
    }
    expect(told).toEqual([1000]);
  });

  it('is silent while nothing is expected, and does not count that time', () => {
    const { watch, told } = watching();
    vi.advanceTimersByTime(5000);
    watch.expect('late', 500);
    vi.advanceTimersByTime(490);
    expect(told).toEqual([]);
  });

  it.each([3_000, 8 * 3_600_000])('does not count %d ms in which the command slept', (ms) => {
    const { watch, told } = watching();
    watch.expect('photo', 500);
    vi.advanceTimersByTime(100);
    suspend(ms);
    vi.advanceTimersByTime(300);
    expect(told).toEqual([]);
    expect(watch.waited('photo')).toBeLessThan(500);
    vi.advanceTimersByTime(300);
    expect(told).toEqual([500]);
  });
});
