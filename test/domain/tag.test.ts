import { describe, expect, it } from 'vitest';
import { readTag, tagParts } from '../../src/domain/tag.js';

describe('a tag', () => {
  it.each([
    ['night shift', 'night shift'],
    ['  VIP\u00a0', 'VIP'],
    ['e\u0301', '\u00e9'],
    ['=1+2, "x"', '=1+2, "x"'],
    ['😀'.repeat(100), '😀'.repeat(100)],
  ])('%j is kept as %j', (text, value) => {
    expect(readTag(text)).toEqual({ value });
  });

  it.each([
    ['', 'is empty'],
    [' \t', 'is empty'],
    ['a;b', 'has a semicolon, which separates tags in a CSV'],
    ['a\u037eb', 'has a semicolon, which separates tags in a CSV'],
    ['a\nb', 'has a line break or another control character'],
    ['a\u2028b', 'has a line break or another control character'],
    ['a\u001bb', 'has a line break or another control character'],
    ['😀'.repeat(101), 'has 101 characters; at most 100 are accepted'],
  ])('is not %j', (text, problem) => {
    expect(readTag(text)).toEqual({ problem });
  });
});

describe('a cell of tags', () => {
  it('is cut at semicolons, and what is empty says nothing', () => {
    expect(tagParts(' a ;;b,c; d\u037ee;')).toEqual(['a', 'b,c', 'd', 'e']);
    expect(tagParts(' ; ')).toEqual([]);
  });
});
