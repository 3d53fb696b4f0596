import { describe, expect, it } from 'vitest';
import { reference } from '../../../../src/operations/options/parse/values.js';

describe('a reference', () => {
  it('is a line of text, without the space around it', () => {
    expect(reference(' CHG-4711 / Zo\u00eb ')).toBe('CHG-4711 / Zo\u00eb');
    expect(reference('x'.repeat(200))).toHaveLength(200);
  });

  it.each([
    ['', 'must not be empty'],
    [' ', 'must not be empty'],
    ['x'.repeat(201), '201 characters; 200 are the most'],
    ['CHG\n4711', 'control characters'],
    ['CHG\u001b[2J', 'control characters'],
    ['a\u2028b', 'control characters'],
  ])('is not %j', (text, message) => {
    expect(() => reference(text)).toThrow(message);
  });
});
