import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EnrolledFace, EnrolledRows } from '../../../src/enroll/rows/enrolled-rows.js';

/** Few users have several templates each, many share the chains of the table. */
const changes = fc
  .integer({ min: 1, max: 300 })
  .chain((users) =>
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.record({ add: fc.nat({ max: users }) }) },
        { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
        { weight: 1, arbitrary: fc.record({ replace: fc.nat() }) },
      ),
      { maxLength: 500 },
    ),
  );

/** The rows after the changes, and an array that went through the same. */
function changed(all: readonly { add?: number; remove?: number; replace?: number }[]) {
  const [rows, expected] = [new EnrolledRows(), [] as EnrolledFace[]];
  all.forEach(({ add, remove = 0, replace }, i) => {
    if (add !== undefined || expected.length === 0) {
      const face = { faceId: `face-${i}`, userId: `user-${add}` };
      rows.push(face);
      expected.push(face);
    } else if (replace !== undefined) {
      const row = replace % expected.length;
      rows.replace(row, `face-${i}`);
      expected[row] = { ...(expected[row] as EnrolledFace), faceId: `face-${i}` };
    } else {
      const row = remove % expected.length;
      rows.remove(row);
      const last = expected.pop() as EnrolledFace;
      if (row < expected.length) expected[row] = last;
    }
  });
  return { rows, expected };
}

describe('the rows of a gallery', () => {
  it('are those of an array, whatever is added, replaced or removed', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const { rows, expected } = changed(all);
        expect(rows.size).toBe(expected.length);
        expect(expected.map((_, row) => rows.at(row))).toEqual(expected);
      }),
    );
  });

  it('are found by user, and counted', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const { rows, expected } = changed(all);
        const users = Map.groupBy(expected.keys(), (row) => expected[row]?.userId ?? '');
        for (const [userId, own] of users) {
          expect([...rows.of(userId)].sort((p, q) => p - q)).toEqual(own);
        }
        expect(rows.of('nobody')).toEqual([]);
        for (const [row, face] of expected.entries()) expect(rows.find(face)).toBe(row);
        expect(rows.find({ faceId: 'none', userId: expected[0]?.userId ?? '' })).toBeUndefined();
        const counts = [...users.values()].map(({ length }) => length);
        expect(rows.users).toBe(counts.length);
        expect(rows.mostOfOneUser).toBeGreaterThanOrEqual(Math.max(1, ...counts));
        let pairs = 0;
        expected.forEach(({ userId }, row) => {
          pairs += expected.slice(row + 1).filter((other) => other.userId !== userId).length;
        });
        expect(rows.differentPairs).toBe(pairs);
      }),
      { numRuns: 50 },
    );
  });
});
