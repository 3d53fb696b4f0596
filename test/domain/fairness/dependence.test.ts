import { describe, expect, it } from 'vitest';
import {
  correlation,
  type Dependent,
  effectOf,
  MOST_OF_PAIRS,
  MOST_OF_USERS,
  rateOfTrials,
  rateOfUsers,
} from '../../../src/domain/fairness/dependence.js';
import { clopperPearson, smallSample, wilson } from '../../../src/domain/fairness/intervals.js';

/** The pairs of so many users, with matches of which so many pairs share a user. */
function pairs(users: number, events: number, bothEvents: number): Dependent {
  const of = (users * (users - 1)) / 2;
  return { users, of, events, sharing: of * (users - 2), bothEvents };
}

describe('correlation', () => {
  it('is that of pairs which share a user', () => {
    // One of ten users matches all nine others: 36 of the 360 pairs of pairs.
    expect(correlation([pairs(10, 9, 36)], MOST_OF_PAIRS, 0)).toBeCloseTo(0.375, 12);
  });

  it('of groups that differ in their rates is none', () => {
    // As many pairs of matches share a user as their rates alone bring about.
    const one = pairs(10, 9, 0.2 ** 2 * 360);
    const other = pairs(10, 18, 0.4 ** 2 * 360);
    expect(correlation([one, other], MOST_OF_PAIRS, 0)).toBe(0);
  });

  it('is as high as can be where nothing has happened', () => {
    expect(correlation([pairs(10, 0, 0)], MOST_OF_PAIRS, 1)).toBe(MOST_OF_PAIRS);
  });

  it('is none where each user is in one trial', () => {
    const apart = { users: 8, of: 8, events: 0, sharing: 0, bothEvents: 0 };
    expect(correlation([apart], MOST_OF_USERS, 1)).toBe(0);
  });
});

describe('effectOf', () => {
  it('without any match counts half the users, and not their pairs', () => {
    const none = pairs(40, 0, 0);
    const effect = effectOf([none], [none], MOST_OF_PAIRS);
    expect(none.of / effect).toBeCloseTo(20, 9);
  });

  it('of a few matches that share nobody takes the correlation of all groups', () => {
    const [own, others] = [pairs(30, 1, 0), pairs(300, 60, 200)];
    const alone = effectOf([own], [own], MOST_OF_PAIRS);
    const among = effectOf([own], [own, others], MOST_OF_PAIRS);
    expect(among).toBeGreaterThan(1);
    expect(among).toBeLessThan(alone);
  });

  it('of nothing is 1', () => {
    const nothing = pairs(1, 0, 0);
    expect(effectOf([nothing], [nothing], MOST_OF_PAIRS)).toBe(1);
  });
});

describe('rates', () => {
  it("of users have Wilson's interval", () => {
    expect(rateOfUsers({ events: 0, of: 10 })).toEqual({
      ...{ events: 0, of: 10, rate: 0, effective: 10 },
      interval: wilson(0, 10),
    });
  });

  it('of trials have that of their effective number', () => {
    const { rate, effective, interval } = rateOfTrials({ events: 0, of: 780 }, 39, 40);
    expect([rate, effective]).toEqual([0, 20]);
    expect(interval).toEqual(clopperPearson(0, 20 * smallSample(40)));
    expect(interval.high).toBeGreaterThan(3 / 20);
  });

  it('of nothing are unknown', () => {
    expect(rateOfTrials({ events: 0, of: 0 }, 1, 0)).toMatchObject({
      ...{ rate: null, interval: { low: 0, high: 1 } },
    });
    expect(rateOfUsers({ events: 0, of: 0 }).rate).toBeNull();
  });
});
