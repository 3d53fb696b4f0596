import { describe, expect, it } from 'vitest';
import { FlatTable } from '../../../src/models/build/flat-table.js';

/** A file with one table, whose only field is the list 5, 6; numbers at some places can be others. */
function file(altered: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = Buffer.alloc(36);
  bytes.writeInt32LE(16, 0);
  bytes.write('TEST', 4, 'latin1');
  // The list of fields: its size, the table's size, where the first field lies in the table.
  for (const [i, value] of [6, 8, 4].entries()) bytes.writeUInt16LE(value, 8 + 2 * i);
  // The table: its list of fields is 8 bytes before it; the field leads to the bytes behind it.
  for (const [i, value] of [8, 4, 2, 5, 6].entries()) bytes.writeInt32LE(value, 16 + 4 * i);
  for (const [place, value] of Object.entries(altered)) bytes.writeInt32LE(value, Number(place));
  return bytes;
}

const root = (bytes: Uint8Array) => FlatTable.root(bytes, 'TEST');

describe('a table of a FlatBuffers file', () => {
  it('gives what its fields lead to', () => {
    expect(root(file())?.ints(0)).toEqual([5, 6]);
    expect([...(root(file())?.bytes(0) ?? [])]).toEqual([5, 0]);
  });

  it('gives defaults for fields that are not in it', () => {
    const table = root(file());
    expect([table?.int(1), table?.int(1, 7), table?.byte(1), table?.ints(1)]).toEqual([
      0,
      7,
      0,
      [],
    ]);
    expect([table?.bytes(1), table?.table(1), table?.tables(1)]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('is undefined in a file of another kind', () => {
    expect(FlatTable.root(file(), 'TFL3')).toBeUndefined();
    expect(root(new Uint8Array(3))).toBeUndefined();
  });

  it.each([
    ['a list that is longer than the file', { 24: 3 }],
    ['a list of two thousand million', { 24: 2 ** 31 - 1 }],
    ['a list of fewer than none', { 24: -1 }],
    ['a list behind the file', { 20: 1000 }],
    ['a list before the file', { 20: -30 }],
    ['a table behind the file', { 0: 36 }],
    ['a table before the file', { 0: -4 }],
    ['fields behind the file', { 16: -100 }],
    ['fields before the file', { 16: 17 }],
  ])('with %s is damaged', (_, altered) => {
    expect(() => root(file(altered))?.ints(0)).toThrow('the file is cut off or damaged');
  });
});
