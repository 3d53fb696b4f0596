import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Breakdown,
  type Breakdowns,
  breakdownsOf,
  type ValuesOfUsers,
} from '../../../src/domain/fairness/breakdown.js';

/** So many users with these values, one for each column. */
function users(counts: readonly (readonly [number, ...(string | null)[]])[]): ValuesOfUsers {
  return counts.flatMap(([n, ...values]) =>
    Array.from({ length: n }, () => values.map((value) => [value])),
  );
}

function sizes({ shown, pooled }: Breakdown) {
  const of = (groups: Breakdown['shown']) =>
    Object.fromEntries(groups.map(({ values, members }) => [values.join(' '), members.length]));
  return { shown: of(shown), pooled: of(pooled) };
}

describe('breakdownsOf', () => {
  it('shows large groups, the largest first, and pools small ones', () => {
    const { breakdowns, leftOut } = breakdownsOf(
      users([
        [30, 'a'],
        [40, 'b'],
        [12, 'c'],
        [9, null],
      ]),
      1,
      20,
    );
    expect(breakdowns.map(sizes)).toEqual([{ shown: { b: 40, a: 30 }, pooled: { c: 12, '': 9 } }]);
    expect(Object.keys(sizes(breakdowns[0] as Breakdown).shown)).toEqual(['b', 'a']);
    expect(leftOut).toBe(0);
  });

  it('leaves out a single small group, which the others would tell by subtraction', () => {
    const { breakdowns, kept, leftOut } = breakdownsOf(
      users([
        [30, 'a'],
        [19, 'b'],
      ]),
      1,
      20,
    );
    expect(breakdowns.map(sizes)).toEqual([{ shown: { a: 30 }, pooled: {} }]);
    expect([kept.length, leftOut]).toEqual([30, 19]);
  });

  it('leaves out small groups that are too few users together', () => {
    const { leftOut } = breakdownsOf(
      users([
        [30, 'a'],
        [9, 'b'],
        [9, 'c'],
      ]),
      1,
      20,
    );
    expect(leftOut).toBe(18);
  });

  it('leaves out a combined group that the rest of a larger one tells', () => {
    const { breakdowns, leftOut } = breakdownsOf(
      users([
        [30, 'a', 'x'],
        [5, 'a', 'y'],
        [30, 'b', 'x'],
        [30, 'b', 'y'],
      ]),
      2,
      20,
    );
    expect(leftOut).toBe(5);
    expect(breakdowns.map(sizes)).toEqual([
      { shown: { a: 30, b: 60 }, pooled: {} },
      { shown: { x: 60, y: 30 }, pooled: {} },
      { shown: { 'a x': 30, 'b x': 30, 'b y': 30 }, pooled: {} },
    ]);
  });

  it('puts a user with several tags into each of their groups', () => {
    const both = Array.from({ length: 20 }, () => [['a', 'b']]);
    const one = Array.from({ length: 5 }, () => [['a']]);
    const { breakdowns } = breakdownsOf([...both, ...one], 1, 20);
    expect(breakdowns.map(sizes)).toEqual([{ shown: { a: 25, b: 20 }, pooled: {} }]);
  });

  it('never lets a small group be told by subtraction', () => {
    const value = fc.constantFrom('a', 'b', 'c', null);
    const user = fc.tuple(value, value).map((values) => values.map((one) => [one]));
    fc.assert(
      fc.property(
        fc.array(user, { maxLength: 120 }),
        fc.integer({ min: 5, max: 20 }),
        (all, least) => {
          expectHidden(breakdownsOf(all, 2, least), least);
        },
      ),
    );
  });
});

function expectHidden({ breakdowns, kept }: Breakdowns, least: number): void {
  const [first, second, together] = breakdowns as [Breakdown, Breakdown, Breakdown];
  for (const { shown, pooled } of breakdowns) {
    const members = (groups: typeof shown) => groups.flatMap((group) => group.members);
    for (const group of shown) expect(group.members.length).toBeGreaterThanOrEqual(least);
    // What is left when the rows that stand alone are subtracted from all.
    const rest = kept.length - members(shown).length;
    expect(rest).toBe(members(pooled).length);
    if (rest > 0) expect(rest).toBeGreaterThanOrEqual(least);
    expect(pooled).not.toHaveLength(1);
  }
  for (const [column, { shown }] of [first, second].entries()) {
    for (const group of shown) {
      const inside = (of: Breakdown['shown']) =>
        of.filter(({ values }) => values[column] === group.values[0]);
      const rest =
        group.members.length - inside(together.shown).flatMap(({ members }) => members).length;
      if (rest > 0) expect(rest).toBeGreaterThanOrEqual(least);
      expect(inside(together.pooled)).not.toHaveLength(1);
    }
  }
}
