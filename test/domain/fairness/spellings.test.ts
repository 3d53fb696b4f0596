import { expect, it } from 'vitest';
import { inOneSpelling } from '../../../src/domain/fairness/spellings.js';

it('takes the spelling that most users have, in each column for itself', () => {
  const users = [
    [['Sales'], ['A']],
    [['sales'], ['a']],
    [['SALES'], ['a']],
    [['Sales'], [null]],
  ];
  expect(inOneSpelling(users, 2)).toEqual([
    [['Sales'], ['a']],
    [['Sales'], ['a']],
    [['Sales'], ['a']],
    [['Sales'], [null]],
  ]);
});

it('gives the same spelling in whatever order the users come, and counts a tag once', () => {
  const users = [[['night shift', 'Night  Shift']], [['day']], [['Day']]];
  const reversed = users.toReversed();
  expect(inOneSpelling(reversed, 1).toReversed()).toEqual(inOneSpelling(users, 1));
  expect(inOneSpelling(users, 1)[0]?.[0]).toHaveLength(1);
});
