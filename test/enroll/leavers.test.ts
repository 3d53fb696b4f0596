import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import { doubtsOf, leaversOf, rollOf } from '../../src/enroll/leavers.js';
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

/** Of the leavers of a list: those in whom a row is recognized, with the row, and the rows that nobody can tell. */
async function doubts(stored: string[], rows: readonly Entry[], ignoreCase = false) {
  const gone = await leavers(stored, rows, ignoreCase);
  const { recognized, nameless } = await doubtsOf(
    stream(rows),
    { users: stored, leavers: gone, nowCalled: () => undefined },
    ignoreCase,
  );
  return {
    recognized: [...recognized].map(([userId, { row }]) => [userId, row]),
    nameless: nameless.map(({ code }) => code),
  };
}

const invalid = (userId: string) => fail('USER_ID_INVALID', { userId, problem: 'is odd' });
const unreadable = fail('ROW_INVALID', { problem: '5 cells' });

describe('a leaver', () => {
  it.each([
    ['0101', '101'],
    ['101', '0101'],
    ['E007', 'E7'],
    ['Ann', 'ANN'],
    ['1001', '10\u200b01'],
    ['1001', '\u202a1001'],
    ['1005', '1005.0'],
    ['001002', '="001002"'],
    ['123456789012', '1.23457E+11'],
    ['1004', '“1004”'],
    ["'1004", '1004'],
  ])('%j is recognized in the new ID %j, whether that can be one or not', async (leaver, id) => {
    const valid = await doubts([leaver, '7'], [rowEntry(2, id), rowEntry(3, '7')]);
    expect(valid).toEqual({ recognized: [[leaver, 2]], nameless: [] });
    const odd = rowEntry(2, id, { failure: invalid(id), cells: [id] });
    expect(await doubts([leaver, '7'], [odd, rowEntry(3, '7')])).toEqual(valid);
  });

  it('is recognized wherever the ID stands in a row that cannot be read', async () => {
    const row = rowEntry(2, 'Smith', {
      failure: unreadable,
      cells: ['Smith', ' John', '01005', 'x'],
    });
    expect(await doubts(['1005', '1006'], [row])).toEqual({
      recognized: [['1005', 2]],
      nameless: [],
    });
    const missing = fail('USER_ID_MISSING', { problem: 'none' });
    const shifted = rowEntry(3, '', { failure: missing, cells: ['', '1006'] });
    expect((await doubts(['1005', '1006'], [shifted])).recognized).toEqual([['1006', 3]]);
  });

  it('is nobody in whom no row is recognized, nor whom a row says to be somebody else', async () => {
    const none = { recognized: [], nameless: [] };
    expect(await doubts(['1005'], [rowEntry(2, '1006')])).toEqual(none);
    const different = rowEntry(2, '1005.0', { allowDuplicateOf: ['1005'] });
    expect(await doubts(['1005'], [different])).toEqual(none);
    // Of a user who stays nothing else in the row counts.
    const known = rowEntry(2, '7', { cells: ['7', '1005'] });
    expect(await doubts(['1005', '7'], [known])).toEqual(none);
  });
});

describe('two users whom a list names', () => {
  it('are two, however much alike their IDs are', async () => {
    const ids = fc.uniqueArray(
      fc.constantFrom('7', '007', '7.0', 'e7', 'E7', '1-2', '2-Jan', '46024', '1E5', '100000'),
    );
    await fc.assert(
      fc.asyncProperty(ids, ids, async (stored, others) => {
        const rows = [...new Set([...stored, ...others])].map((id, i) => rowEntry(i + 2, id));
        expect((await doubts(stored, rows)).recognized).toEqual([]);
      }),
    );
  });

  it('are one in a row that fails, where the other is missing', async () => {
    const failure = fail('DATE_INVALID', { row: 2, field: 'retain_until', value: 'x' });
    const rows = [rowEntry(2, '8', { failure }), rowEntry(3, '9')];
    expect((await doubts(['008', '8', '9'], rows)).recognized).toEqual([['008', 2]]);
    const twin = rowEntry(2, '8', { failure, allowDuplicateOf: ['008'] });
    expect((await doubts(['008', '8', '9'], [twin, rowEntry(3, '9')])).recognized).toEqual([]);
  });
});

describe('a row of which nobody can tell whose it is', () => {
  it.each([unreadable, fail('USER_ID_MISSING', { problem: 'none' }), invalid('2 x')])(
    'is told, and names nobody: $code',
    async (failure) => {
      const rows = [rowEntry(2, '9', { failure, cells: ['9', 'x'] }), rowEntry(3, '2')];
      const roll = await rollOf(stream(rows), false);
      expect(roll).toEqual({ named: new Set(['2']), rows: 2 });
      expect(await doubts(['1', '2'], rows)).toEqual({ recognized: [], nameless: [failure.code] });
    },
  );

  it('is that of its user where that can be read, whatever else of it cannot', async () => {
    const rows = [rowEntry(2, '1', { failure: unreadable, cells: ['1', 'x', 'y'] })];
    expect(await doubts(['1', '2'], rows)).toEqual({ recognized: [['1', 2]], nameless: [] });
  });
});
