import { describe, expect, it } from 'vitest';
import { consentOf } from '../../src/enroll/consent.js';
import { fileEntry, rowEntry, userData } from '../support/entries.js';

const NOW = new Date(2026, 5, 15, 12).getTime();
const [PAST, TODAY, FUTURE] = ['2020-01-01', '2026-06-15', '2026-06-16'];

/** `yes`, `news` (yes, and the database does not know it), or `no`. */
function consent(
  row: string | undefined,
  stored: string | null,
  ifUserExists: 'preserve' | 'overwrite' = 'preserve',
): string {
  const user = userData(row === undefined ? {} : { consent_at: row });
  const { failure, isNews } = consentOf(rowEntry(2, '7', { user }), stored, ifUserExists, NOW);
  if (failure) return 'no';
  return isNews ? 'news' : 'yes';
}

describe('consent', () => {
  it.each([
    [undefined, null, 'no', 'no'],
    [undefined, '', 'no', 'no'],
    [undefined, PAST, 'yes', 'yes'],
    [undefined, FUTURE, 'no', 'no'],
    [PAST, null, 'news', 'news'],
    [TODAY, null, 'news', 'news'],
    [PAST, FUTURE, 'news', 'news'],
    [TODAY, PAST, 'yes', 'yes'],
    [FUTURE, null, 'no', 'no'],
    // What is stored is kept under preserve, and replaced under overwrite.
    [FUTURE, PAST, 'yes', 'no'],
    [undefined, 'yes, by mail', 'no', 'no'],
  ] as const)(
    'row %s, database %s: %s under preserve, %s under overwrite',
    (row, stored, preserve, overwrite) => {
      expect(consent(row, stored, 'preserve')).toBe(preserve);
      expect(consent(row, stored, 'overwrite')).toBe(overwrite);
    },
  );

  it('counts from the first moment of its day', () => {
    const at = (now: number) =>
      consentOf(fileEntry('7.jpg'), TODAY, 'preserve', now).failure?.code ?? 'given';
    const midnight = new Date(2026, 5, 15).getTime();
    expect([at(midnight - 1), at(midnight)]).toEqual(['CONSENT_MISSING', 'given']);
  });

  it('that is missing says of whom, and what is there instead', () => {
    const message = (stored: string | null) =>
      consentOf(fileEntry('7.jpg'), stored, 'preserve', NOW).failure?.message;
    expect(message(null)).toBe('there is no consent_at of the user ID "7"');
    expect(message(FUTURE)).toBe(
      'consent_at of the user ID "7" is "2026-06-16", which is in the future or no date',
    );
  });
});
