import { expect, it } from 'vitest';
import { near, nearest } from '../../src/domain/nearest.js';

const NAMES = ['name', 'quality', 'requireConsent'];

it.each([
  ['nmae', 'name'],
  ['qualty', 'quality'],
  ['Quality', 'quality'],
  ['require-consent', 'requireConsent'],
])('takes %s for a slip of %s', (text, meant) => {
  expect(near(text, NAMES)).toBe(meant);
});

it('takes nothing for a slip of a name that has little in common with it', () => {
  expect(near('badge', NAMES)).toBeUndefined();
  expect(nearest('badge', NAMES)).toBe('name');
});

it('compares a very long text in no time', () => {
  expect(near('x'.repeat(10_000_000), NAMES)).toBeUndefined();
});
