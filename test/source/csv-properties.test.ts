import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { unwrapped } from '../../src/domain/spreadsheet/altered.js';
import { openCsv } from '../../src/source/csv.js';

/** Hundreds of files, or one of 100,000 rows; milliseconds. */
const SLOW = { timeout: 60_000 };

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-properties-'));
  file = join(folder, 'users.csv');
});

afterAll(() => rm(folder, { recursive: true }));

async function read(content: Uint8Array | string): Promise<Entry[]> {
  await writeFile(file, content);
  const entries: Entry[] = [];
  const source = await openCsv({ file, startRow: 2, map: new Map() });
  for await (const entry of source.entries()) entries.push(entry);
  return entries;
}

const HEADINGS = ['user_id', 'name', 'Floor', 'note', 'Größe'];

/** Few characters, so that the difficult ones meet. */
const letters = [
  'a',
  '0',
  ' ',
  'ä',
  '😀',
  '一',
  '"',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '=',
  '="',
  "'",
];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', '=1+2', '007', "'=x", '-5', '""', '\ufeff'),
);
const userId = fc.stringMatching(/^['"=,;0-9aä]{1,8}$/);

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
  bom: fc.boolean(),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
});

function tables(cell: fc.Arbitrary<string>): fc.Arbitrary<string[][]> {
  return fc.integer({ min: 1, max: HEADINGS.length - 1 }).chain((others) =>
    fc.array(
      fc
        .tuple(userId, fc.array(cell, { minLength: others, maxLength: others }))
        .map(([id, cells]) => [id, ...cells]),
      { maxLength: 12 },
    ),
  );
}

/** A cell that holds a line like a row is refused on purpose. */
function holdsRow(cell: string, columns: number, delimiter: string): boolean {
  const inside = cell.split(/\r\n|\n|\r/).slice(1, -1);
  return columns > 2 && inside.some((line) => line.split(delimiter).length === columns);
}

function encoded(content: string, encoding: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(content);
  const bytes = Buffer.from(content, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

test('what csv-stringify writes in any dialect is read back cell by cell', SLOW, async () => {
  const property = fc.asyncProperty(tables(text), dialects, async (rows, dialect) => {
    const { encoding, bom, ...options } = dialect;
    const columns = rows[0]?.length ?? HEADINGS.length;
    fc.pre(!rows.flat().some((cell) => holdsRow(cell, columns, options.delimiter)));
    const headings = HEADINGS.slice(0, columns);
    const written = stringify([headings, ...rows], { ...options, quoted_match: /[\r\n]/ });
    const entries = await read(encoded((bom ? '\ufeff' : '') + written, encoding));
    expect(entries.map(({ row, cells }) => [row, ...cells])).toEqual(
      rows.map((cells, index) => [index + 2, ...cells]),
    );
    expect(entries.filter(({ failure }) => failure?.code === 'ROW_INVALID')).toEqual([]);
    for (const [index, { user }] of entries.entries()) {
      const [, name, ...extra] = rows[index] ?? [];
      expect(user).toEqual({
        known: name === undefined ? {} : { name: unwrapped(name) },
        extra: Object.fromEntries(extra.map((cell, i) => [headings[i + 2], unwrapped(cell)])),
      });
    }
  });
  await fc.assert(property, { numRuns: 150 });
});

test('an unclosed quote loses and changes no other row', SLOW, async () => {
  // A cell that begins with what ends a quoted cell is left to an example of its own.
  const ordinary = text.filter((cell) => !/^"*[,;\t\r\n]/.test(cell));
  const damage = fc.record({
    cells: fc.array(fc.stringMatching(/^[a-c0 =]{0,5}$/), {
      minLength: HEADINGS.length,
      maxLength: HEADINGS.length,
    }),
    place: fc.nat(HEADINGS.length - 1),
    at: fc.nat(12),
  });
  const property = fc.asyncProperty(
    tables(ordinary),
    damage,
    dialects,
    async (rows, { cells, place, at }, { delimiter, record_delimiter, quoted }) => {
      const columns = rows[0]?.length ?? HEADINGS.length;
      fc.pre(!rows.flat().some((cell) => holdsRow(cell, columns, delimiter)));
      const damaged = cells.slice(0, columns);
      damaged[place % columns] = `"x${damaged[place % columns]}`;
      const line = damaged.join(delimiter) + record_delimiter;
      const written = [HEADINGS.slice(0, columns), ...rows].map((row) =>
        stringify([row], { delimiter, record_delimiter, quoted, quoted_match: /[\r\n]/ }),
      );
      const index = Math.min(at, rows.length);
      written.splice(index + 1, 0, line);
      const entries = await read(written.join(''));

      const expected = rows.toSpliced(index, 0, damaged);
      expect(entries.map(({ row, cells }) => [row, ...cells])).toEqual(
        expected.map((row, number) => [number + 2, ...row]),
      );
      expect(
        entries.filter(({ failure }) => failure?.code === 'ROW_INVALID').map(({ row }) => row),
      ).toEqual([index + 2]);
    },
  );
  await fc.assert(property, { numRuns: 150 });
});

test('no text makes the reader throw or lose a line without a word', SLOW, async () => {
  const anything = fc.string({ unit: fc.constantFrom(...letters), maxLength: 200 });
  const property = fc.asyncProperty(anything, async (content) => {
    const source = `user_id,name,note\n${content}`;
    await writeFile(file, source);
    const csv = await openCsv({ file, startRow: 2, map: new Map() });
    const cells: string[] = [];
    for await (const entry of csv.entries()) cells.push(...entry.cells);
    const letter = (from: string) => from.replace(/[^a0ä😀一]/gu, '').length;
    expect(letter(cells.join(''))).toBe(letter(content));
  });
  await fc.assert(property, { numRuns: 300 });
});

describe('memory does not grow with the file', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');

  test.each([
    ['plain rows', (row: number) => `00${row},Anna Müller ${row},Sales,Main Street ${row}\n`],
    [
      'quoted rows',
      (row: number) => `"00${row}","A ""B"", ${row}","x","Main Street\nTown ${row}"\n`,
    ],
    ['unclosed quotes', (row: number) => `00${row},"Anna ${row},Sales,Main Street ${row}\n`],
  ])('100,000 %s', SLOW, async (_, rowOf) => {
    const handle = await open(file, 'w');
    await handle.write('user_id,name,department,address\n');
    for (let row = 0; row < 100_000; row += 1000) {
      const some = Array.from({ length: 1000 }, (_row, index) => rowOf(row + index));
      await handle.write(some.join(''));
    }
    await handle.close();

    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    let growth = 0;
    let read = 0;
    const source = await openCsv({ file, startRow: 2, map: new Map() });
    for await (const _entry of source.entries()) {
      read += 1;
      if (read % 10_000 !== 0) continue;
      collectGarbage();
      growth = Math.max(growth, process.memoryUsage().heapUsed - before);
    }
    expect(read).toBe(100_000);
    expect(growth).toBeLessThan(20e6);
  });
});
