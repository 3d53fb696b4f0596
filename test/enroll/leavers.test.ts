import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import { leaversOf, rollOf } from '../../src/enroll/leavers.js';
import { rowEntry } from '../support/entries.js';

async function* stream(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries;
}

const users = (...ids: string[]) => ids.map((userId) => ({ userId }));

async function leavers(stored: string[], rows: readonly Entry[], ignoreCase = false) {
  const roll = await rollOf(stream(rows), ignoreCase);
  return leaversOf(users(...stored), roll, ignoreCase).map(({ userId }) => userId);
}

describe('who leaves', () => {
  it('is in the collection and in no row', async () => {
    expect(await leavers(['1', '2', '3'], [rowEntry(2, '2'), rowEntry(3, '4')])).toEqual([
      '1',
      '3',
    ]);
    expect(await leavers(['1', '2'], [])).toEqual(['1', '2']);
  });

  it('is nobody whose row fails for another reason than its user ID', async () => {
    const date = fail('DATE_INVALID', { row: 2, field: 'retain_until', value: 'x' });
    const photo = { slot: 1, file: 'x.jpg', failure: fail('FILE_EMPTY', {}) };
    const rows = [rowEntry(2, '1', { failure: date }), rowEntry(3, '2', { photos: [photo] })];
    expect(await leavers(['1', '2', '3'], rows)).toEqual(['3']);
  });

  it('is compared in one Unicode form, and in one case when told', async () => {
    const rows = [rowEntry(2, 'Zo\u00eb'), rowEntry(3, 'ANN')];
    expect(await leavers(['Zoe\u0308', 'Ann', '7'], rows)).toEqual(['Ann', '7']);
    expect(await leavers(['Zoe\u0308', 'Ann', '7'], rows, true)).toEqual(['7']);
  });

  it('and who is named are all users, and no user is both', async () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-e]{1,2}$/));
    await fc.assert(
      fc.asyncProperty(ids, ids, async (stored, named) => {
        const gone = await leavers(
          stored,
          named.map((id, i) => rowEntry(i + 2, id)),
        );
        const staying = stored.filter((id) => !gone.includes(id));
        expect(staying).toEqual(stored.filter((id) => named.includes(id)));
        expect(gone).toEqual(stored.filter((id) => !named.includes(id)));
      }),
    );
  });
});

describe('a row of which nobody can tell whose it is', () => {
  it.each([
    fail('ROW_INVALID', { problem: '5 cells' }),
    fail('USER_ID_MISSING', { problem: 'none' }),
    fail('USER_ID_INVALID', { userId: '1 ', problem: 'ends with a space' }),
  ])('names nobody: $code', async (failure) => {
    const roll = await rollOf(stream([rowEntry(2, '1', { failure }), rowEntry(3, '2')]), false);
    expect(roll).toEqual({ named: new Set(['2']), nameless: [failure] });
  });
});
