import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../src/enroll/template-counts.js';

describe('the pairs of templates of different users', () => {
  it('are all but those of one user', () => {
    const counts = new Map(Object.entries({ a: 3, b: 1, c: 1 }));
    expect(sizesOf(counts)).toEqual({ templates: 5, allPairs: 10 - 3 });
    expect(sizesOf(new Map([['a', 1]]))).toEqual({ templates: 1, allPairs: 0 });
  });
});
