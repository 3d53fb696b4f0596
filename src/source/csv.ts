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

export interface CsvOptions {
  readonly file: string;
  /** Folder that photo names are relative to; the CSV's own by default. */
  readonly images?: string;
  /** Whether links in the photo folder may lead out of it; not by default. */
  readonly links?: PhotoPlace['links'];
  /** Row of the headings, as a spreadsheet counts; detected by default. */
  readonly headingRow?: number;
  /** First row to read, as a spreadsheet counts; the one after the headings by default. */
  readonly startRow?: number;
  /** One character, or 'tab'; detected by default. */
  readonly delimiter?: string;
  /** A label of the WHATWG Encoding Standard; detected by default. */
  readonly encoding?: string;
  /** Heading to field name. */
  readonly map: ReadonlyMap<string, string>;
  /** What the run of an error report reported; undefined for any other list. */
  readonly reported?: ReportedRun;
  /** Accepts user IDs that are unlikely for a person. */
  readonly allowOddIds?: boolean;
  /**
   * Looks for swallowed rows in exports, too: somebody may have edited the file since, and an
   * unseen row would cost a user their data.
   */
  readonly doubtsExports?: boolean;
}

/**
 * Opens a CSV and reads its headings. Throws a SourceError when the file is unusable as a whole; so
 * does `entries` for bytes that are invalid in the encoding.
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
    // Without its keys it may be any list with such columns.
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

/** The real path of the photo folder; every photo must be below it. */
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
