import { describe, expect, it } from 'vitest';
import { foundOf100, strengthLines, strongestLines } from '../../src/render/strength.js';
import { packOf, publishedPack, strengthOf } from '../support/strengths.js';

const STANDARD = strengthOf(0.97, 0.93, 0.86, 0.78, 0.68);
const BETTER = strengthOf(0.985, 0.965, 0.92, 0.86, 0.79);

describe('a share of second photos', () => {
  it.each([
    [0.781, 'measured', 'about 78'],
    [0.5602, 'extrapolated', 'perhaps 56'],
    [0.4329, 'bound', 'fewer than 43'],
    [0.998, 'measured', 'more than 99'],
    [0.004, 'extrapolated', 'fewer than 1'],
    [0.0004, 'bound', 'fewer than 1'],
  ] as const)('of %d, %s, is told as "%s"', (tmr, basis, text) => {
    expect(foundOf100({ tmr, basis })).toBe(text);
  });
});

describe('the list of packs', () => {
  it('tells for three sizes of a gallery what a pack finds, in 80 columns', () => {
    const lines = strengthLines(STANDARD);
    expect(lines.join(' ').replace(/\s+/g, ' ').trim()).toBe(
      'of 100 second photos it finds about 78 where 100 people are enrolled, about 68 where 1,000 are and perhaps 56 where 10,000 are',
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says of a pack without a table that nobody has measured it', () => {
    expect(strengthLines(null)).toEqual(['  how strong it is was not measured']);
  });

  it('ends with the strongest pack, how to install it and which is the strongest here', () => {
    const packs = [packOf('standard', STANDARD), publishedPack('better', BETTER)];
    const text = strongestLines(packs).join(' ');
    expect(text).toContain(
      'Strongest for 100, 1,000 or 10,000 people: better (faceenroll models install better). Of those installed: for 100, 1,000 or 10,000 people: standard.',
    );
    expect(text).toContain('counted on photos of adults (standard and better)');
    expect(text).toContain('of children nothing is said');
  });

  it('names a pack for each size where not one is the strongest of all', () => {
    const early = packOf('early', strengthOf(0.99, 0.99, 0.99, 0.9, 0.3));
    const text = strongestLines([packOf('standard', STANDARD), early]).join(' ');
    expect(text).toContain('Strongest for 100 people: early; for 1,000 or 10,000: standard.');
    expect(text).not.toContain('Of those installed');
  });

  it('shows the name of a pack and its photos as they are, not as a terminal would obey them', () => {
    const pack = packOf('x\u001b[2J', { ...STANDARD, measuredOn: 'our\u001b[2J photos' });
    expect(strongestLines([pack]).join(' ')).not.toContain('\u001b');
  });

  it('says nothing of strength where no pack was measured', () => {
    expect(strongestLines([packOf('ours', undefined)])).toEqual([]);
  });
});
