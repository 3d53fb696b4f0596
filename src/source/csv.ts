import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../domain/fatal-error.js';
import type { ReportedRun } from '../domain/reported.js';
import { quoted } from '../domain/text.js';
import { columnPlaces } from './csv-column-places.js';
import { delimiterOf } from './csv-dialect.js';
import { detectEncoding, openWindow } from './csv-encoding.js';
import { isExport } from './csv-export.js';
import { CsvFile, type CsvSource } from './csv-file.js';
import { readHeadingRow } from './csv-heading-row.js';
import { columnsOf, namesUserId } from './csv-headings.js';
import { customersColumns } from './csv-report.js';
import { rowsInSight } from './csv-sight.js';
import { SourceError, unreadable } from './fatal.js';
import { PhotoCells } from './photo-cell.js';
import type { PhotoPlace } from './photo-path.js';
import { matchRenamed } from './renamed-columns.js';
import { reportEncoding } from './report-encoding.js';
import { reportPlaces } from './report-places.js';
import { notAFolder } from './wrong-kind.js';

export type { CsvSource } from './csv-file.js';

/** What the operator says of a CSV. */
export interface CsvOptions {
  readonly file: string;
  /** The folder that the photos' names are relative to; the folder of the CSV unless told. */
  readonly images?: string;
  /** Whether links in the photo folder may lead out of it; they may not unless told. */
  readonly links?: PhotoPlace['links'];
  /** The row of the headings, as a spreadsheet counts; found out unless told. */
  readonly headingRow?: number;
  /** The first row to read, as a spreadsheet counts; the one behind the headings unless told. */
  readonly startRow?: number;
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

/**
 * Opens a CSV and reads its headings. Throws a SourceError for what makes the file
 * unusable as a whole; so does `entries` for bytes that are not in the encoding.
 */
export async function openCsv(options: CsvOptions): Promise<CsvSource> {
  const { file, startRow, map } = options;
  const delimiter = options.delimiter === undefined ? undefined : delimiterOf(options.delimiter);
  const hints = {
    hasUserId: (headings: readonly string[]) => namesUserId(headings, map),
    ...(delimiter !== undefined && { delimiter }),
    ...(options.headingRow !== undefined && { row: options.headingRow }),
  };
  const detected = await detectEncoding(file, options.encoding);
  const isNamed = options.encoding !== undefined;
  const encoding = options.reported
    ? await reportEncoding(file, options.reported, { encoding: detected, isNamed, hints })
    : detected;
  const window = openWindow(file, encoding);
  try {
    const headingRow = await readHeadingRow(file, window, hints);
    refuseStartRow(startRow, headingRow.row);
    const { headings } = headingRow;
    const rows = await rowsInSight(window, headingRow.delimiter);
    const reported = options.reported;
    const own = reportPlaces(headings, {
      rows,
      map,
      ...(reported && { reported: reported.headings }),
    });
    // Without its keys it may be anybody's list that has such columns.
    const report = reported || own?.report_row !== undefined ? own : undefined;
    const all = customersColumns(headings, report, reported?.headings);
    const matched = reported
      ? matchRenamed(all, reported.headings.length, { file, rows, map, past: reported.map })
      : { columns: all, map };
    const customers = matched.columns;
    const read = { ...headingRow, ...customers, isExport: isExport(headings) };
    const given = resolve(options.images ?? dirname(file));
    const folder = await realFolder(given);
    const columns = columnsOf(file, read, matched.map, rows);
    const layout = {
      columns,
      columnPlaces: columnPlaces(columns),
      places: customers.places,
      width: headings.length,
      ...(report && { report }),
      isExport: read.isExport,
      allowOddIds: options.allowOddIds ?? false,
      delimiter: headingRow.delimiter,
      photos: new PhotoCells({ folder, given, links: options.links ?? 'inside' }),
    };
    return new CsvFile({
      ...options,
      map: matched.map,
      encoding,
      isGuessed: encoding !== detected,
      headingRow,
      layout,
    });
  } finally {
    await window.close();
  }
}

function refuseStartRow(startRow: number | undefined, headingRow: number): void {
  if (startRow === undefined || (Number.isInteger(startRow) && startRow > headingRow)) return;
  throw new UsageError(
    `--start-row ${startRow} is not possible: row ${headingRow} holds the headings, so the first row is ${headingRow + 1}`,
  );
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
  throw new SourceError(`the photo folder ${quoted(folder)} ${notAFolder(folder)}`);
}
