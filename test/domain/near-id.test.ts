import { describe, expect, it } from 'vitest';
import { mostAlike, nearKey, nearKeys } from '../../src/domain/near-id.js';

describe('user IDs that are taken for one another have one key', () => {
  it.each([
    [
      '1006',
      '001006',
      'emp_1006',
      'E-1006',
      'E001006',
      '1006.jpg',
      '1006.0',
      '\u200b1006 ',
      '10-06',
    ],
    ['j.doe', 'J_Doe', 'jdoe', 'J DOE', 'j.doe.png'],
    ['a1b2', 'A1-B2'],
    ['Zoë', 'ZOE\u0308'],
    ['0', '000', 'E-0'],
  ])('%j', (...ids) => {
    expect(new Set(ids.map(nearKey)).size).toBe(1);
  });

  it.each([
    ['1006', '10060'],
    ['1006', '1006a'],
    ['jdoe', 'jdoe2'],
    ['1006', '100.6e'],
  ])('%j and %j are not among them', (a, b) => {
    expect(nearKey(a)).not.toBe(nearKey(b));
  });
});

it('the parts of an ID that have digits are looked for, too, the longest first', () => {
  expect(nearKeys('1006_Smith_2')).toEqual(['1006smith2', '1006', '2']);
  expect(nearKeys('Smith')).toEqual(['smith']);
  expect(nearKeys(' - ')).toEqual([]);
});

it('the IDs that differ least are proposed, three at most', () => {
  expect(mostAlike('1006', ['emp_1006', '001006', '01006'])).toEqual(['001006', '01006']);
  expect(mostAlike('EMP1006', ['1006', 'emp_1006'])).toEqual(['emp_1006']);
  expect(mostAlike('1006', ['a1006', 'b1006', 'c1006', 'd1006'])).toHaveLength(3);
});
