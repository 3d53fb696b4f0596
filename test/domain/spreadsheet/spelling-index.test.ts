import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSpelledLike } from '../../../src/domain/spreadsheet/spelling.js';
import { SpellingIndex } from '../../../src/domain/spreadsheet/spelling-index.js';

describe('an index of user IDs', () => {
  it('finds whoever is spelled like a question, and nobody else', () => {
    const text = fc.stringMatching(/^[0-9A-Zaäß.,:%E+–-]{1,7}$/);
    const number = fc.oneof(fc.nat(), fc.bigInt({ min: 10n ** 11n, max: 10n ** 18n }));
    const written = number.chain((value) =>
      fc.constantFrom(
        String(value),
        `00${value}`,
        Number(value).toExponential(5).toUpperCase(),
        String(BigInt(value) + 1n),
        `${value}.0`,
      ),
    );
    const date = fc.constantFrom(
      '1-2',
      '2-Jan',
      '46024',
      '02.01.2026',
      'JAN2',
      '46025',
      '2-1',
      '3',
      '03',
    );
    const id = fc.oneof(text, written, date, fc.constantFrom('Jäger', 'J?ger', 'JÃ¤ger', 'Jager'));
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), id, (ids, asked) => {
        const alike = ids.filter((one) => isSpelledLike(asked, one));
        expect([...new SpellingIndex(ids).find(asked)].sort()).toEqual(alike.sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('of many thousand answers thousands of questions at once', () => {
    const index = new SpellingIndex(Array.from({ length: 50_000 }, (_, i) => `Jäger-${i}`));
    const started = process.cpuUsage();
    for (let i = 0; i < 5000; i += 1) expect(index.find(`J?ger-${i}`)).toEqual([`Jäger-${i}`]);
    // It takes 0.1 s; comparing each with each would take minutes. The clock is held up by others.
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
