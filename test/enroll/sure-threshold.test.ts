import { describe, expect, it } from 'vitest';
import { fmrAt, fmrForFpir, similarityAt } from '../../src/domain/thresholds.js';
import { SURE_FMR, sureThreshold } from '../../src/enroll/sure-threshold.js';

const table = (measuredOn: string, shift: number) => ({
  measuredOn,
  table: [
    { fmr: 0.01, similarity: 0.3 + shift },
    { fmr: 0.0001, similarity: 0.4 + shift },
  ],
});
const pack = table('the pack', 0);
const collection = table('the collection', 0.1);
const USUAL = { fpir: 0.001, least: -1 };

const similarityOf = (...args: Parameters<typeof sureThreshold>) => {
  const found = sureThreshold(...args);
  return found.kind === 'sure' ? found.similarity : found.kind;
};

describe('the threshold of a sure match', () => {
  it('is that of a tenth of the plain rate, where that is rare enough', () => {
    const found = similarityOf({ pack }, USUAL, 1000);
    expect(found).toBeCloseTo(similarityAt(pack, fmrForFpir(0.0001, 1000)), 10);
  });

  it('is an FMR of 1e-5 by the table of a pack, where a tenth would be more', () => {
    for (const templates of [1, 3, 9]) {
      const found = similarityOf({ pack }, USUAL, templates);
      expect(fmrAt(pack, Number(found))).toBeCloseTo(SURE_FMR, 12);
    }
    expect(similarityOf({ pack }, { fpir: 0.5, least: -1 }, 300)).toBeCloseTo(
      similarityAt(pack, SURE_FMR),
      10,
    );
  });

  it('does not follow from a laxer rate that is named, unless the collection was measured', () => {
    const asked = { ...USUAL, fpir: 0.1, rate: 0.01 };
    const refused = sureThreshold({ pack }, asked, 300);
    expect(refused).toMatchObject({ kind: 'tooLax', fmr: expect.closeTo(3.35e-5, 6) });
    const most = refused.kind === 'tooLax' ? refused.most : 0;
    expect(most).toBeCloseTo(0.003, 4);
    expect(sureThreshold({ pack }, { ...asked, rate: most }, 300).kind).toBe('sure');
    expect(similarityOf({ pack, collection }, asked, 300)).toBeCloseTo(
      similarityAt(collection, fmrForFpir(0.01, 300)),
      10,
    );
  });

  it('is never below the plain threshold, which can make a lax rate sure', () => {
    const least = similarityAt(pack, 1e-7);
    expect(similarityOf({ pack }, { ...USUAL, rate: 0.0009, least }, 3)).toBe(least);
    expect(similarityOf({ pack, collection }, { ...USUAL, least: 0.99 }, 300)).toBe(0.99);
  });

  it('does not follow from a table that has an FMR of 1e-5 nowhere, whatever rate is named', () => {
    const weak = {
      measuredOn: 'a pack',
      table: [
        { fmr: 0.1, similarity: 0.9 },
        { fmr: 0.01, similarity: 0.99 },
      ],
    };
    for (const rate of [undefined, 1e-3, 1e-12]) {
      expect(similarityOf({ pack: weak }, { ...USUAL, rate }, 100)).toBe('never');
    }
    expect(similarityOf({ pack: weak, collection }, USUAL, 100)).toBeTypeOf('number');
  });

  it('is unknown without a table', () => {
    expect(similarityOf({}, USUAL, 10)).toBe('unknown');
  });
});
