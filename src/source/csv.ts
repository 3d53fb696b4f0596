import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Entry, Source } from '../domain/entry.js';
import { UsageError } from '../domain/fatal-error.js';
import type { ReportedRun } from '../domain/reported.js';
import { quoted } from '../domain/text.js';
import { delimiterOf, readHeadingRow } from './csv-dialect.js';
import { decodeFile, detectEncoding, type Encoding } from './csv-encoding.js';
import { entryOf, type Layout } from './csv-entry.js';
import { isExport } from './csv-export.js';
import { nameOf } from './csv-fields.js';
import { columnsOf, namesUserId } from './csv-headings.js';
import { LineWindow, splitLines } from './csv-lines.js';
import { type CsvRecord, readRecords } from './csv-records.js';
import { customersColumns, reportPlaces } from './csv-report.js';
import type { Shape } from './csv-swallowed.js';
import { SourceError, unreadable } from './fatal.js';
import { ReportRows } from './report-rows.js';

/** What the operator says of a CSV. */
export interface CsvOptions {
  readonly file: string;
  /** The folder that the photos' names are relative to; the folder of the CSV unless told. */
  readonly images?: string;
  /** The first row to read, as a spreadsheet counts (the headings are row 1); 2 for all. */
  readonly startRow: number;
  /** One character, or 'tab'; found out unless told. */
  readonly delimiter?: string;
  /** A label of the WHATWG Encoding Standard; found out unless told. */
  readonly encoding?: string;
  /** Heading of the file to name of the field. */
  readonly map: ReadonlyMap<string, string>;
  /** What the run of an error report has reported; undefined where the file is another list. */
  readonly reported?: ReportedRun;
  /** Takes user IDs that hardly any person has. */
  readonly allowOddIds?: boolean;
  /**
   * Looks for rows that a cell has swallowed in a file that we wrote, too: it may have been
   * edited since, and a row that nobody sees would cost somebody their data.
   */
  readonly doubtsExports?: boolean;
}

/** A CSV whose headings were read and are in order. Each call of `entries` reads it from the beginning. */
export interface CsvSource extends Source {
  /** As in the file and in its order, without the error report's own columns. */
  readonly headings: readonly string[];
  readonly delimiter: string;
  /** Real path of the photo folder. */
  readonly imagesFolder: string;
  /** The headings of the photo columns, in the order of their slots. */
  readonly photoColumns: readonly string[];
  /** The fields that there are columns for, under whatever heading. */
  readonly fields: readonly string[];
}

/** So many rows look for their photos at once; a network drive answers late. */
const ROWS_AT_ONCE = 64;

/**
 * Opens a CSV and reads its headings. Throws a SourceError for what makes the file
 * unusable as a whole; so does `entries` for bytes that are not in the encoding.
 */
export async function openCsv(options: CsvOptions): Promise<CsvSource> {
  const { file, startRow, map } = options;
  if (!Number.isInteger(startRow) || startRow < 2) {
    throw new UsageError(
      `--start-row ${startRow} is not possible: row 1 holds the headings, so the first row is 2`,
    );
  }
  const given = options.delimiter === undefined ? undefined : delimiterOf(options.delimiter);
  const encoding = await detectEncoding(file, options.encoding);
  const window = openWindow(file, encoding);
  try {
    const hasUserId = (headings: readonly string[]) => namesUserId(headings, map);
    const headingRow = await readHeadingRow(file, window, hasUserId, given);
    const own = reportPlaces(headingRow.headings);
    // Without its keys it may be anybody's list that has such columns.
    const report = options.reported || own?.report_row !== undefined ? own : undefined;
    const { headings, places } = customersColumns(
      headingRow.headings,
      report,
      options.reported?.headings,
    );
    const imagesGiven = resolve(options.images ?? dirname(file));
    return new CsvFile(options, encoding, {
      columns: columnsOf(file, { headings, delimiter: headingRow.delimiter }, map),
      places,
      width: headingRow.headings.length,
      ...(report && { report }),
      isExport: isExport(headingRow.headings),
      allowOddIds: options.allowOddIds ?? false,
      delimiter: headingRow.delimiter,
      imagesGiven,
      imagesFolder: await realFolder(imagesGiven),
    });
  } finally {
    await window.close();
  }
}

class CsvFile implements CsvSource {
  readonly headings: readonly string[];
  readonly delimiter: string;
  readonly imagesFolder: string;
  readonly photoColumns: readonly string[];
  readonly fields: readonly string[];
  readonly #file: string;
  readonly #encoding: Encoding;
  readonly #startRow: number;
  readonly #doubtsExports: boolean;
  readonly #layout: Layout;
  readonly #reported: ReportedRun | undefined;
  #skipped = 0;
  #report: ReportRows | undefined;

  constructor(
    { file, startRow, reported, doubtsExports = false }: CsvOptions,
    encoding: Encoding,
    layout: Layout,
  ) {
    this.#file = file;
    this.#encoding = encoding;
    this.#startRow = startRow;
    this.#doubtsExports = doubtsExports;
    this.#layout = layout;
    this.#reported = reported;
    this.delimiter = layout.delimiter;
    this.imagesFolder = layout.imagesFolder;
    this.headings = layout.columns.map(({ heading }) => heading);
    this.fields = layout.columns.flatMap(({ use }) => (use.kind === 'extra' ? [] : [nameOf(use)]));
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

  async *entries(): AsyncGenerator<Entry> {
    this.#skipped = 0;
    const { columns, report } = this.#layout;
    this.#report = report && new ReportRows(report, this.#reported, columns);
    const window = openWindow(this.#file, this.#encoding);
    try {
      let { row } = await readHeadingRow(this.#file, window, () => true, this.delimiter);
      for await (const batch of readRecords(window, this.#shape())) {
        const firstRow = row + 1;
        row += batch.length;
        const unwanted = Math.max(this.#startRow - firstRow, 0);
        yield* this.#entriesOf(batch.slice(unwanted), firstRow + unwanted);
      }
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
      for (const entry of entries) {
        if (entry === undefined) this.#skipped += 1;
        else yield entry;
      }
    }
  }

  #shape(): Shape {
    const { columns, places, width, delimiter, isExport } = this.#layout;
    const oneLine = columns.flatMap(({ use }, i) =>
      use.kind === 'userId' || use.kind === 'photo' ? (places[i] ?? []) : [],
    );
    return { delimiter, columns: width, oneLine, isWellQuoted: isExport && !this.#doubtsExports };
  }
}

function openWindow(file: string, encoding: Encoding): LineWindow {
  return new LineWindow(splitLines(decodeFile(file, encoding)));
}

/** The real path of the photo folder; every photo must be under it. */
async function realFolder(folder: string): Promise<string> {
  let real: string;
  try {
    real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    throw unreadable(folder, error);
  }
  throw new SourceError(`the photo folder ${quoted(folder)} is not a folder`);
}
