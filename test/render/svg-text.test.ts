import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { linesOf, svgText } from '../../src/render/svg-text.js';
import { rendered } from '../support/drawings.js';

const STYLE = { anchor: 'start', size: 13 } as const;

/** Width of what is drawn of a line, in pixels. */
async function inkOf(line: string, style: { readonly size: number; readonly bold?: boolean }) {
  const text = svgText(10, 40, line, { ...STYLE, ...style });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="60" font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>${text}</svg>`;
  const { data, info } = await rendered(svg);
  let right = 10;
  for (const [at, value] of data.entries()) {
    if (value < 128) right = Math.max(right, at % info.width);
  }
  return right - 10;
}

describe('the lines of a text', () => {
  it.each([
    'The quick brown fox jumps over the lazy dog, 0123456789 times: (yes) [no] {so}',
    'MINIMUM WIDTH OF CAPITALS, QUICK & LAZY @ 100% = #1 ~ ^ + < >',
    'Wxyz'.repeat(60),
    'ÄÖÜßéèñ ŁŻ Жщю Ελληνικά '.repeat(6),
    '员工证件照片很长的文件名'.repeat(9),
  ])('are as wide as they may be, as this machine draws them: %s', async (text) => {
    for (const style of [{ size: 13 }, { size: 17, bold: true }]) {
      const lines = linesOf(text, 300, style);
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(await inkOf(line, style)).toBeLessThanOrEqual(300);
    }
  });

  test('hold every character of it, in its order', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 20, max: 900 }),
      (text, width) => {
        const plain = (words: string) => words.replaceAll(' ', '');
        expect(plain(linesOf(text, width, STYLE).join(''))).toBe(plain(text));
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('are one where the text fits', () => {
    expect(linesOf('A short title', 700, { size: 17, bold: true })).toEqual(['A short title']);
  });
});
