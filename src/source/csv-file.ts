import { nameOf } from '../domain/csv-fields.js';
import type { Entry, Noticed, Source } from '../domain/entry.js';
import type { ReportedRun } from '../domain/reported.js';
import { count, quoted } from '../domain/text.js';
import { type Encoding, openWindow } from './csv-encoding.js';
import { entryOf, type Layout } from './csv-entry.js';
import type { HeadingRow } from './csv-heading-row.js';
import { repeatedNote } from './csv-headings.js';
import { type RowShape, withoutPieces } from './csv-pieces.js';
import { type CsvRecord, readRecords } from './csv-records.js';
import type { Shape } from './csv-swallowed.js';
import { ReportRows } from './report-rows.js';

/** A CSV with valid headings. Each call of `entries` reads it from the beginning. */
export interface CsvSource extends Source {
  /** In file order, without the error report's own columns. */
  readonly headings: readonly string[];
  readonly delimiter: string;
  /** Real path of the photo folder. */
  readonly imagesFolder: string;
  /** The same, unless photos may lie outside of it when they are opened. */
  readonly photosWithin?: string;
  /** Headings of the photo columns, in the order of their slots. */
  readonly photoColumns: readonly string[];
  /** The fields that have a column, under whatever heading. */
  readonly fields: readonly string[];
  /** Heading to field name, as mapped; without the new names of renamed report columns. */
  readonly map: Readonly<Record<string, string>>;
  /** Assumptions to report before anything is done. */
  readonly notes: readonly string[];
}

/** Rows that look up their photos concurrently, because network drives respond slowly. */
const ROWS_AT_ONCE = 64;

/** How to read a file whose headings are known. */
interface Reading {
  readonly file: string;
  readonly startRow?: number;
  /** See CsvOptions. */
  readonly doubtsExports?: boolean;
  readonly reported?: ReportedRun;
  readonly encoding: Encoding;
  /** Whether the encoding is neither marked in the file nor named by the operator. */
  readonly isGuessed: boolean;
  readonly headingRow: HeadingRow;
  readonly map: ReadonlyMap<string, string>;
  readonly layout: Layout;
}

/** Reads rows into entries one by one; keeps nothing of the file but how to read it. */
export class CsvFile implements CsvSource {
  readonly headings: readonly string[];
  readonly delimiter: string;
  readonly imagesFolder: string;
  readonly photosWithin?: string;
  readonly photoColumns: readonly string[];
  readonly fields: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  readonly #file: string;
  readonly #encoding: Encoding;
  readonly #startRow: number | undefined;
  readonly #doubtsExports: boolean;
  readonly #layout: Layout;
  readonly #headingRow: HeadingRow;
  readonly #reported: ReportedRun | undefined;
  /** Number of cells up to the last one with a heading. */
  readonly #headed: number;
  #skipped = 0;
  #shortRows = 0;
  #lastRow = 0;
  #report: ReportRows | undefined;

  constructor(reading: Reading) {
    const { file, startRow, doubtsExports = false, reported } = reading;
    const { encoding, headingRow, layout } = reading;
    this.#file = file;
    this.map = Object.fromEntries(reading.map);
    this.#encoding = encoding;
    this.#startRow = startRow;
    this.#doubtsExports = doubtsExports;
    this.#layout = layout;
    this.delimiter = layout.delimiter;
    this.#headingRow = headingRow;
    this.#reported = reported;
    const headed = layout.columns.map(({ heading }, i) =>
      heading.trim() === '' ? -1 : (layout.places[i] ?? -1),
    );
    this.#headed = 1 + Math.max(...headed);
    const { folder, links } = layout.photos.place;
    this.imagesFolder = folder;
    if (links !== 'anywhere') this.photosWithin = folder;
    const guessed = `${quoted(file)} is read as ${encoding.label}, in which its cells are what was reported`;
    this.notes = [...(reading.isGuessed ? [guessed] : []), ...notesOf(file, headingRow, layout)];
    this.headings = layout.columns.map(({ heading }) => heading);
    this.fields = layout.columns.flatMap(({ use }) =>
      use.kind === 'extra' || use.kind === 'ignored' ? [] : [nameOf(use)],
    );
    this.photoColumns = layout.columns
      .flatMap(({ use, heading }) => (use.kind === 'photo' ? [{ slot: use.slot, heading }] : []))
      .sort((a, b) => a.slot - b.slot)
      .map(({ heading }) => heading);
  }

  get skipped(): number {
    return this.#skipped;
  }

  get restored(): number {
    return this.#report?.restored ?? 0;
  }

  get noticed(): Noticed {
    return this.#shortRows > 0 ? { shortRows: this.#shortRows } : {};
  }

  get emptiness(): string {
    const file = quoted(this.#file);
    if (this.#startRow !== undefined && this.#lastRow < this.#startRow) {
      return `${file} has no row ${this.#startRow} (--start-row); its last row is ${this.#lastRow}`;
    }
    return `${file} has headings, and no row below them that is filled in`;
  }

  async *entries(): AsyncGenerator<Entry> {
    this.#skipped = 0;
    this.#shortRows = 0;
    const { columns, report } = this.#layout;
    this.#report = report && new ReportRows(report, this.#reported, columns);
    const window = openWindow(this.#file, this.#encoding);
    try {
      await window.pass(this.#headingRow.lines);
      let { row } = this.#headingRow;
      const startRow = this.#startRow ?? 0;
      const records = readRecords(window, this.#shape());
      for await (const batch of withoutPieces(records, this.#rowShape())) {
        const firstRow = row + 1;
        row += batch.length;
        const unwanted = Math.max(startRow - firstRow, 0);
        yield* this.#entriesOf(batch.slice(unwanted), firstRow + unwanted);
      }
      this.#lastRow = row;
    } finally {
      await window.close();
    }
  }

  async *#entriesOf(records: readonly CsvRecord[], firstRow: number): AsyncGenerator<Entry> {
    for (let at = 0; at < records.length; at += ROWS_AT_ONCE) {
      const some = records.slice(at, at + ROWS_AT_ONCE);
      const entries = await Promise.all(
        some.map((record, index) =>
          entryOf(record, firstRow + at + index, this.#layout, this.#report),
        ),
      );
      for (const [i, entry] of entries.entries()) {
        if (entry === undefined) {
          this.#skipped += 1;
          continue;
        }
        const isShort = (some[i]?.cells.length ?? 0) < this.#headed;
        if (isShort && entry.failure?.code !== 'ROW_INVALID') this.#shortRows += 1;
        yield entry;
      }
    }
  }

  #shape(): Shape {
    const { width, delimiter, isExport } = this.#layout;
    const oneLine = [...this.#placesOf('userId'), ...this.#placesOf('photo')];
    return { delimiter, columns: width, oneLine, isWellQuoted: isExport && !this.#doubtsExports };
  }

  #rowShape(): RowShape {
    const [userId = -1] = this.#placesOf('userId');
    return { columns: this.#layout.width, userId, photos: this.#placesOf('photo') };
  }

  /** Positions of the columns of a kind. */
  #placesOf(kind: string): number[] {
    const { columns, places } = this.#layout;
    return columns.flatMap(({ use }, i) => (use.kind === kind ? (places[i] ?? []) : []));
  }
}

function notesOf(file: string, { row, titles }: HeadingRow, { columns, places }: Layout): string[] {
  const repeated = repeatedNote(file, columns, places);
  const above = `${count(titles, 'row')} above ${titles === 1 ? 'is' : 'are'} passed over`;
  return [
    ...(titles > 0 ? [`${quoted(file)} has its headings in row ${row}; ${above}`] : []),
    ...(repeated === undefined ? [] : [repeated]),
  ];
}
