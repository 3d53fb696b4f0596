import { original } from '../domain/formula.js';
import { readReportKey } from '../domain/report-key.js';
import { delimiterOf } from './csv-dialect.js';
import { detectEncoding, type Encoding, openWindow } from './csv-encoding.js';
import { readHeadingRow } from './csv-heading-row.js';
import { readRecords } from './csv-records.js';
import { rowsInSight } from './csv-sight.js';
import { BYTE_BY_BYTE, isUndecodable } from './report-encoding.js';
import { reportPlaces } from './report-places.js';

/** What an error report claims about itself. */
export interface ReportClaim {
  /** The run that wrote it, from the first row with a key; undefined when no row has one. */
  readonly runId: string | undefined;
}

/**
 * Checks, before trusting a CSV, whether it is an error report and of which run. Undefined for any
 * other list.
 *
 * @throws {SourceError} when the file is unusable as a whole, as `openCsv` does.
 */
export async function peekReport(
  file: string,
  given: {
    readonly delimiter?: string;
    readonly encoding?: string;
    readonly headingRow?: number;
  },
): Promise<ReportClaim | undefined> {
  const encoding = await detectEncoding(file, given.encoding);
  try {
    return await claimOf(file, encoding, given);
  } catch (error) {
    if (!isUndecodable(error) || encoding.markLength > 0) throw error;
    // Keys are ASCII; comparison with the reported cells determines the encoding later.
    const claim = await claimOf(file, BYTE_BY_BYTE, given);
    if (claim?.runId === undefined) throw error;
    return claim;
  }
}

async function claimOf(
  file: string,
  encoding: Encoding,
  given: { readonly delimiter?: string; readonly headingRow?: number },
): Promise<ReportClaim | undefined> {
  const window = openWindow(file, encoding);
  try {
    const { headings, delimiter } = await readHeadingRow(file, window, {
      hasUserId: (cells) => reportPlaces(cells) !== undefined,
      ...(given.delimiter !== undefined && { delimiter: delimiterOf(given.delimiter) }),
      ...(given.headingRow !== undefined && { row: given.headingRow }),
    });
    const own = reportPlaces(headings, { rows: await rowsInSight(window, delimiter) });
    if (!own) return undefined;
    const keyAt = own.report_row ?? -1;
    for await (const batch of readRecords(window, { delimiter, columns: 0, oneLine: [] })) {
      for (const { cells } of batch) {
        const key = readReportKey(original(cells[keyAt] ?? ''));
        if (key) return { runId: key.runId };
      }
    }
    return { runId: undefined };
  } finally {
    await window.close();
  }
}
