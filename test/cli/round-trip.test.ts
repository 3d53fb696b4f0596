import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostOf } from '../../src/cli/io.js';
import { USER_FIELDS, type UserData } from '../../src/domain/entry.js';
import { readTag } from '../../src/domain/tag.js';
import { checkUserId } from '../../src/domain/user-id.js';
import { exportCsv } from '../../src/operations/export-csv.js';
import { perform } from '../../src/operations/perform.js';
import { openCsv } from '../../src/source/csv.js';
import { Store } from '../../src/store/store.js';
import { memoryIo } from '../support/main.js';

/** Hundreds of databases; milliseconds. */
const SLOW = { timeout: 120_000 };

const NOW = '2026-01-01T00:00:00.000Z';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'round-trip-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Few characters, so that the difficult ones meet. */
const letters = ['a', '0', ' ', 'ä', '😀', '"', ',', ';', '\t', '\n', '\r\n', '=', "'", '-', '@'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 }),
  // Three zero characters at the beginning of a file without a mark are taken for UTF-16.
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((one) => one.replaceAll('\0', '')),
  fc.constantFrom('', '=1+2', '007', "'=x", "''=x", '+49 30', '""', 'a\nb,c,d\ne', '["name"]'),
);

const userId = fc
  .oneof(fc.stringMatching(/^['"=,;@0-9aä-]{1,8}$/), fc.constantFrom('007', '=7', 'a;b', '😀'))
  .filter((id) => checkUserId(id) === undefined);

const heading = fc.oneof(
  text,
  fc.constantFrom(
    'Floor',
    'floor',
    'FLOOR ',
    '__proto__',
    'constructor',
    '2024',
    'user_id',
    'Name',
  ),
  fc.constantFrom('face_image_file1', 'Face Image File 0', 'metadata', 'allow_duplicate_of'),
  fc.constantFrom('tags', 'Tags '),
  fc.constantFrom('row', 'error_code', 'error_message', 'error_advice', 'faceenroll_missing'),
  fc.constantFrom('extra 1: "a"', 'Extra1:x', 'extra 1: a', 'x;user_id;y;z', 'sep=;', 'column 2'),
);

const date = fc.constantFrom('2026-12-31', '2026-12-31T18:00:00+01:00');
/** What an import lets a field be: a consent is never empty, and dates must be dates. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  consent_at: date,
  consent_reference: text.filter((one) => one.trim() !== ''),
  start_datetime: fc.oneof(date, fc.constant('')),
  expiry_datetime: fc.oneof(date, fc.constant('')),
  retain_until: fc.oneof(date, fc.constant('')),
};

/** Tags as they are kept, of the same awkward texts. */
const tag = fc
  .oneof(text, fc.constantFrom('a,b', '=1+2', "'=x", '-', '"', 'é', '\u1e9b\u0323'))
  .map(readTag)
  .filter((read) => 'value' in read)
  .map(({ value }) => value);

const user = fc.record({
  userId,
  known: fc.record(Object.fromEntries(USER_FIELDS.map((field) => [field, FIELDS[field] ?? text])), {
    requiredKeys: [],
  }),
  extra: fc.array(fc.tuple(heading, text), { maxLength: 6 }),
  tags: fc.uniqueArray(tag, { maxLength: 4 }),
});

const galleries = fc.uniqueArray(user, {
  maxLength: 8,
  selector: (one) => one.userId.normalize('NFC'),
});

/** What the database has of each user, but for times. */
function usersOf(path: string): readonly object[] {
  const store = Store.open(path, false);
  try {
    const users = store.gallery('default').users.find({ fields: [] }).all();
    return [...users].map((one) => ({
      userId: one.userId,
      known: one.known,
      // As pairs, because the member __proto__ is easily overlooked.
      extra: Object.entries(one.extra).sort(),
      tags: one.tags,
    }));
  } finally {
    store.close();
  }
}

function exportTo(
  file: string,
  db: string,
  form: { readonly delimiter: string; readonly byteOrderMark?: boolean } = { delimiter: ',' },
): Promise<void> {
  const host = hostOf(memoryIo({ cwd: folder }));
  return perform(exportCsv, { file, ...form }, { db }, host, () => {});
}

interface Written {
  readonly userId: string;
  readonly data: UserData;
  readonly tags?: readonly string[];
}

function write(path: string, users: readonly Written[]): void {
  const store = Store.open(path, false);
  try {
    const { users: table, tags, transaction } = store.collection('default', '');
    transaction(() => {
      store.collections.create('default', NOW);
      for (const one of users) {
        table.create(one.userId, one.data, NOW);
        tags.add(one.userId, one.tags ?? [], NOW);
      }
    });
  } finally {
    store.close();
  }
}

async function read(file: string): Promise<Written[]> {
  const source = await openCsv({ file, startRow: 2, map: new Map() });
  const users: Written[] = [];
  for await (const entry of source.entries()) {
    expect(entry.failure).toBeUndefined();
    const { userId: id, user: data = { known: {}, extra: {} }, tags } = entry;
    users.push({ userId: id, data, ...(tags && { tags }) });
  }
  return users;
}

let number = 0;

test('what is exported and imported into a new database gives equal users', SLOW, async () => {
  const property = fc.asyncProperty(
    galleries,
    fc.constantFrom(',', ';', '\t'),
    fc.boolean(),
    async (gallery, delimiter, byteOrderMark) => {
      number += 1;
      const [from, to, file] = ['from.db', 'to.db', 'users.csv'].map((name) =>
        join(folder, `${number}-${name}`),
      ) as [string, string, string];
      write(
        from,
        gallery.map(({ userId: id, known, extra, tags }) => ({
          userId: id,
          data: { known, extra: Object.fromEntries(extra) },
          tags,
        })),
      );
      await exportTo(file, from, { delimiter, byteOrderMark });
      write(to, await read(file));
      expect(usersOf(to)).toEqual(usersOf(from));
      expect(usersOf(from)).toHaveLength(gallery.length);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test('a cell that somebody fills in counts, though the column was missing', async () => {
  const [from, file] = [join(folder, 'filled.db'), join(folder, 'filled.csv')];
  write(from, [
    { userId: '1', data: { known: { name: 'Ann' }, extra: {} } },
    { userId: '2', data: { known: {}, extra: { Floor: '3' } } },
  ]);
  await exportTo(file, from);
  const filled = readFileSync(file, 'utf8').replace('\n2,,3,', '\n2,Bo,3,');
  await writeFile(file, filled);
  expect(await read(file)).toEqual([
    { userId: '1', data: { known: { name: 'Ann' }, extra: {} } },
    { userId: '2', data: { known: { name: 'Bo' }, extra: { Floor: '3' } } },
  ]);
});

test('a cell with lines that look like rows of the export is read back', async () => {
  const [from, file] = [join(folder, 'rows.db'), join(folder, 'rows.csv')];
  // Four columns (user_id, name, note, faceenroll_missing), and a line with three commas.
  const data = { known: { name: 'Ann' }, extra: { note: 'list:\na,b,c,d\nend' } };
  write(from, [{ userId: '1', data }]);
  await exportTo(file, from);
  expect(await read(file)).toEqual([{ userId: '1', data }]);
});
