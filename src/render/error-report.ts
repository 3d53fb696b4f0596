import { stringify } from 'csv-stringify/sync';
import type { Failure } from '../domain/failures.js';
import { harmless } from '../domain/formula.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS, REPORT_COLUMNS } from '../domain/report-columns.js';
import { reportKey } from '../domain/report-key.js';
import type { FailedRow } from '../domain/reported.js';
import { excerpt } from '../domain/text.js';

/** The form of a report; a CSV import's report has that of its input. */
export interface ReportLayout {
  /** The columns of the input; for a folder `FOLDER_HEADINGS`. */
  readonly headings: readonly string[];
  readonly delimiter: string;
  /** The fields that the input has columns for, under any heading. */
  readonly fields: readonly string[];
  /** Fields for the operator to fill in, unless the input already has them. */
  readonly asksFor?: readonly string[];
}

/** The columns of a folder import's report: what import-csv needs to try again. */
export const FOLDER_HEADINGS = ['user_id', 'face_image_file1'] as const;

/** This byte order mark makes spreadsheets read UTF-8; without it names become mojibake. */
const MARK = '\ufeff';

/** The report's first line. */
export function reportHead(layout: ReportLayout): string {
  return MARK + line([...layout.headings, ...addedColumns(layout), ...REPORT_COLUMNS], layout);
}

/**
 * The line of an entry with failures: its cells unchanged, then what happened, and the key by which
 * a retry finds its run.
 */
export function reportLine(failed: FailedRow, layout: ReportLayout): string {
  const { row, userId, cells, unknownRow } = failed;
  const failures = failed.failures.map(({ failure }) => failure);
  const messages = unique(failures, (failure) => failure.message);
  // If the photos of a row failed in different ways, each message names its photo.
  const named = failed.failures.map(({ file, failure }) => `${excerpt(file)}: ${failure.message}`);
  const all = [
    ...cells,
    ...addedColumns(layout).map(() => ''),
    unknownRow?.row ?? row?.toString() ?? '',
    unique(failures, (failure) => failure.code).join('; '),
    (messages.length > 1 ? named : messages).join('; '),
    unique(failures, (failure) => failure.advice).join(' '),
    // A new key would vouch for an ID that nobody has verified.
    unknownRow?.key ?? reportKey(failed, userId),
  ];
  return line(all, layout);
}

/** The columns in which failures with these codes can be answered. */
export function columnsAskedFor(codes: readonly string[]): readonly string[] {
  return [
    ...(codes.some((code) => asksWho(code)) ? [ALLOW_DUPLICATE_OF] : []),
    ...(codes.includes('CONSENT_MISSING') ? CONSENT_COLUMNS : []),
  ];
}

/** Whether a failure can be answered by naming another user as a different person. */
function asksWho(code: string): boolean {
  return code.startsWith('DUPLICATE_') || code === 'ID_CHANGED';
}

/** The columns to add: an input that already has one keeps its own. */
function addedColumns({ fields, asksFor = [] }: ReportLayout): readonly string[] {
  return asksFor.filter((column) => !fields.includes(column));
}

function unique(failures: readonly Failure[], value: (failure: Failure) => string): string[] {
  return [...new Set(failures.map(value))];
}

function line(cells: readonly string[], { delimiter }: ReportLayout): string {
  return stringify([cells.map(harmless)], { delimiter, quoted_match: /[\r\n]/ });
}
