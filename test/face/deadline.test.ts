import { afterEach, describe, expect, it, vi } from 'vitest';
import { Deadline, TimedOut } from '../../src/face/deadline.js';
import { fakeModel } from '../support/models.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('the deadline of a photo', () => {
  it('lets a model run until it is over, and not after it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let runs = 0;
    const model = fakeModel(() => {
      runs += 1;
      return {};
    });
    const deadline = new Deadline(5000);
    const guarded = deadline.guard(model);
    vi.advanceTimersByTime(4999);
    await guarded.run(new Uint8Array(), [0]);
    vi.advanceTimersByTime(2);
    expect(() => guarded.run(new Uint8Array(), [0])).toThrow(TimedOut);
    expect(runs).toBe(1);
  });

  it('tells libvips the whole seconds that are left, at least one', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const deadline = new Deadline(5000);
    expect(deadline.secondsLeft).toBe(5);
    vi.advanceTimersByTime(1001);
    expect(deadline.secondsLeft).toBe(4);
    vi.advanceTimersByTime(60_000);
    expect(deadline.secondsLeft).toBe(1);
    expect(() => deadline.check()).toThrow(TimedOut);
  });
});
