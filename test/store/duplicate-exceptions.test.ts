import { describe, expect, it } from 'vitest';
import { DuplicateExceptions } from '../../src/store/duplicate-exceptions.js';
import { Thresholds } from '../../src/store/thresholds.js';
import { newDatabase } from '../support/store.js';

const NOW = '2026-01-01T00:00:00.000Z';

describe('an exception for two users', () => {
  it('is one pair, whichever user is named first', () => {
    const exceptions = new DuplicateExceptions(newDatabase(), 'default');
    expect(exceptions.add('b', 'a', 'twins', NOW)).toBe(true);
    expect(exceptions.add('a', 'b', 'twins again', NOW)).toBe(false);
    expect(exceptions.all()).toEqual([
      { userId: 'a', otherUserId: 'b', reason: 'twins', createdAt: NOW },
    ]);
    expect(exceptions.remove('b', 'a')).toBe(true);
    expect(exceptions.remove('b', 'a')).toBe(false);
    expect(exceptions.all()).toEqual([]);
  });

  it('holds for user IDs that JavaScript and SQLite sort differently', () => {
    const exceptions = new DuplicateExceptions(newDatabase(), 'default');
    expect(exceptions.add('\u{1F600}', '\uFFFD', 'twins', NOW)).toBe(true);
    expect(exceptions.remove('\uFFFD', '\u{1F600}')).toBe(true);
  });

  it('belongs to one collection', () => {
    const db = newDatabase();
    new DuplicateExceptions(db, 'default').add('a', 'b', 'twins', NOW);
    expect(new DuplicateExceptions(db, 'guests').all()).toEqual([]);
  });
});

describe('the thresholds of a collection', () => {
  it('are those of one encoder, and the last ones that were measured', () => {
    const db = newDatabase();
    const thresholds = new Thresholds(db, 'default');
    expect(thresholds.get('e')).toBeUndefined();
    const table = [
      { fmr: 0.1, similarity: 0.5 },
      { fmr: 0.01, similarity: 0.6 },
    ];
    thresholds.put('e', { measuredOn: 'once', table: [] }, NOW);
    thresholds.put('e', { measuredOn: '10 faces', table }, NOW);
    expect(thresholds.get('e')).toEqual({ measuredOn: '10 faces', table });
    expect(thresholds.get('f')).toBeUndefined();
  });
});
