import { describe, expect, it } from 'vitest';
import { matchKey } from '../../src/domain/match-key.js';

const COMPOSED = 'Zo\u00eb';
const DECOMPOSED = 'Zoe\u0308';

describe('the key that user IDs are matched by', () => {
  it('is the same for composed and decomposed letters', () => {
    expect(matchKey(DECOMPOSED)).toBe(matchKey(COMPOSED));
    expect(matchKey('\u1112\u1161\u11ab')).toBe(matchKey('\ud55c'));
  });

  it('tells case apart unless told to ignore it', () => {
    expect(matchKey('ABC')).not.toBe(matchKey('abc'));
    expect(matchKey('ABC', true)).toBe(matchKey('abc', true));
  });

  it('ignores case and composition together', () => {
    expect(matchKey('ZOE\u0308', true)).toBe(matchKey('zo\u00eb', true));
    // Only the small letter has a composed form.
    expect(matchKey('J\u030c', true)).toBe(matchKey('\u01f0', true));
  });

  it.each([
    ['007', '7'],
    ['a b', 'ab'],
    ['Zoe', COMPOSED],
    ['ﬁ', 'fi'],
  ])('keeps %j and %j apart in either way', (a, b) => {
    expect(matchKey(a)).not.toBe(matchKey(b));
    expect(matchKey(a, true)).not.toBe(matchKey(b, true));
  });
});
