import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import type { RecordProblem } from './csv-cells.js';
import type { CsvRecord } from './csv-records.js';

/** What the headings imply for every row. */
export interface RowShape {
  /** Number of cells. */
  readonly columns: number;
  /** Positions, from 0, of the user ID (-1 where there is none) and of the photos. */
  readonly userId: number;
  readonly photos: readonly number[];
}

/** Most lines of a cell whose pieces are looked for: more are not an address. */
const MOST_PIECES = 12;

/** With more kinds of user IDs, a new kind says nothing. */
const MOST_KINDS = 1000;

/**
 * Refuses rows with too few cells that may be pieces of one. Rows may legitimately lack cells at
 * their end, because Excel and others omit empty ones; but a piece would be taken for somebody
 * else's row, or for the whole of this one. A short row is refused
 *
 * - when the file ends in it without a line break, so it was cut off; and
 * - when it and the rows before it have as many cells together as one row split by unquoted line
 *   breaks, and either its user ID (then the middle of a text) is of another kind than those
 *   before, or a photo is in a column for none. All of the pieces are refused.
 */
export async function* withoutPieces(
  batches: AsyncIterable<readonly CsvRecord[]>,
  shape: RowShape,
): AsyncGenerator<readonly CsvRecord[]> {
  const pieces = new Pieces(shape);
  for await (const batch of batches) yield batch.flatMap((record) => pieces.add(record));
  yield pieces.release();
}

/** Holds back rows that may be pieces of one until that is certain. */
class Pieces {
  readonly #kinds = new Set<string>();
  #held: readonly CsvRecord[] = [];

  constructor(readonly shape: RowShape) {}

  /** Adds the next row; returns the rows that are now certain, in order. */
  add(record: CsvRecord): readonly CsvRecord[] {
    const { columns } = this.shape;
    const row = this.#isCutOff(record) ? { ...record, problem: CUT_OFF } : record;
    const before = this.#held.length;
    if (before === 0 || before >= MOST_PIECES || !this.#mayGoOn(row)) {
      const known = this.release();
      this.#held = [row];
      return known;
    }
    this.#held = [...this.#held, row];
    // Each line break splits one cell into two.
    const cells = this.#held.reduce((sum, one) => sum + one.cells.length, 0) - before;
    if (cells > columns) return this.release();
    if (cells < columns) return [];
    const problem = brokenRow(this.#held);
    const refused = this.#held.map((one) => ({ ...one, problem }));
    this.#held = [];
    return refused;
  }

  /** Releases the rows held back: they are whole after all. */
  release(): readonly CsvRecord[] {
    const held = this.#held;
    for (const record of held) {
      const counts = !record.problem && this.#kinds.size < MOST_KINDS && !isBlank(record);
      if (counts) this.#kinds.add(this.#kindOf(record));
    }
    this.#held = [];
    return held;
  }

  #isCutOff({ cells, isCut, problem }: CsvRecord): boolean {
    return Boolean(isCut) && !problem && cells.length < this.shape.columns;
  }

  /** Whether a row may continue the one before it. */
  #mayGoOn(row: CsvRecord): boolean {
    const [first] = this.#held;
    if (!first || first.problem || row.problem || isBlank(first) || isBlank(row)) return false;
    if (row.cells.length >= this.shape.columns) return false;
    const kind = this.#kindOf(row);
    const isNew = kind !== this.#kindOf(first) && !this.#kinds.has(kind);
    return isNew || this.#hasPhotoElsewhere(row);
  }

  #hasPhotoElsewhere({ cells }: CsvRecord): boolean {
    const { photos } = this.shape;
    if (photos.length === 0) return false;
    return cells.some((cell, place) => !photos.includes(place) && PHOTO_EXTENSION.test(cell));
  }

  /** The pattern of a user ID: "E-1001" and "X-7" are both a letter, a hyphen, a number. */
  #kindOf({ cells }: CsvRecord): string {
    const userId = cells[this.shape.userId]?.trim() ?? '';
    return userId.replace(/\p{N}+/gu, '9').replace(/\p{L}[\p{L}\p{M}]*/gu, 'a');
  }
}

function isBlank({ cells }: CsvRecord): boolean {
  return cells.every((cell) => cell.trim() === '');
}

const CUT_OFF: RecordProblem = {
  problem: 'the file ends in the middle of the row, without a line break',
  advice: 'Get the whole file; if this row is whole, end its line.',
};

function brokenRow(pieces: readonly CsvRecord[]): RecordProblem {
  const [first, last] = [pieces[0]?.line, pieces.at(-1)?.line];
  return {
    problem: `the lines ${first} to ${last} look like one row, in which a cell has a line break and no quotes`,
    advice: 'Put the cell with the line break into double quotes.',
  };
}
