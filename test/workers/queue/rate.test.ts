import { describe, expect, test } from 'vitest';
import { Rate } from '../../../src/workers/queue/worker/rate.js';

describe('the rate of a worker', () => {
  /** A rate whose clock is the test's; `run` has photos come evenly for some seconds. */
  const clocked = () => {
    let now = 0;
    const rate = new Rate(() => now);
    const run = (seconds: number, perSecond: number): void => {
      for (let n = 0; n < seconds * perSecond; n += 1) {
        now += 1000 / perSecond;
        rate.add();
      }
    };
    const wait = (seconds: number): void => {
      now += seconds * 1000;
    };
    return { rate, run, wait };
  };

  test('is that of the last seconds', () => {
    const { rate, run } = clocked();
    run(60, 4);
    run(20, 25);
    expect(rate.perSecond()).toBeCloseTo(25, 0);
  });

  test('is not lower because it waited before', () => {
    const { rate, run, wait } = clocked();
    wait(600);
    run(3, 40);
    expect(rate.perSecond()).toBeCloseTo(40, -1);
  });

  test('is nothing where nothing came, and where it is long ago', () => {
    const { rate, run, wait } = clocked();
    expect(rate.perSecond()).toBe(0);
    run(5, 10);
    wait(11);
    expect(rate.perSecond()).toBe(0);
  });

  test('follows from no moment', () => {
    const { rate, run } = clocked();
    run(0.1, 10);
    expect(rate.perSecond()).toBe(1);
  });
});
