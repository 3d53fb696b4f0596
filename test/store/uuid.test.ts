import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidv7 } from '../../src/store/uuid.js';

const LAST_MOMENT = 2 ** 48 - 1;

describe('a face ID or run ID', () => {
  it('is a UUID of version 7 and of the variant of the RFC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_MOMENT }), (now) => {
        expect(uuidv7(now)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('begins with the time in milliseconds', () => {
    // The example of RFC 9562, appendix A.6.
    expect(uuidv7(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7/);
    expect(uuidv7(LAST_MOMENT)).toMatch(/^ffffffff-ffff-7/);
  });

  it('made later sorts later', () => {
    const moments = fc.tuple(
      fc.integer({ min: 0, max: LAST_MOMENT - 1 }),
      fc.integer({ min: 1, max: 1e6 }),
    );
    fc.assert(
      fc.property(moments, ([now, later]) => {
        expect(uuidv7(now) < uuidv7(Math.min(now + later, LAST_MOMENT))).toBe(true);
      }),
    );
  });

  it('is never given twice, even within a millisecond', () => {
    const ids = Array.from({ length: 5000 }, () => uuidv7(1_700_000_000_000));
    expect(new Set(ids).size).toBe(5000);
  });
});
