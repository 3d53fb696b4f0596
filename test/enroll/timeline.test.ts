import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/domain/run-report.js';
import { Timeline } from '../../src/enroll/timeline.js';

/** A timeline whose clock a test sets, and what it wrote. */
function timed() {
  const state = { now: 5000.4 };
  const kept: (readonly Phase[])[] = [];
  const timeline = new Timeline(
    (phases) => kept.push(phases),
    () => state.now,
  );
  return { state, kept, timeline };
}

describe('the timeline of a run', () => {
  it('has each phase from its beginning to that of the next, or its end', () => {
    const { state, timeline } = timed();
    timeline.begin('read');
    state.now += 10;
    timeline.setDone(7);
    timeline.begin('match');
    state.now += 5;
    timeline.end();
    state.now += 100;
    timeline.begin('apply');
    state.now += 1;
    expect(timeline.phases()).toEqual([
      { name: 'read', from: 0, to: 10, done: 7 },
      { name: 'match', from: 10, to: 15, done: 0 },
      { name: 'apply', from: 115, to: 116, done: 0 },
    ]);
  });

  it('is kept every ten seconds at most by a call after each photo', () => {
    const { state, kept, timeline } = timed();
    timeline.begin('extract');
    for (let photo = 1; photo <= 25; photo += 1) {
      state.now += 1000;
      timeline.setDone(photo);
      timeline.keepSeldom();
    }
    expect(kept).toEqual([
      [{ name: 'extract', from: 0, to: 10_000, done: 10 }],
      [{ name: 'extract', from: 0, to: 20_000, done: 20 }],
    ]);
  });
});
