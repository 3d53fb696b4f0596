import { stringify } from 'csv-stringify/sync';
import type { Entry } from '../domain/entry.js';
import type { Failure } from '../domain/failures.js';
import { harmless } from '../domain/formula.js';
import type { ItemOutcome } from '../domain/outcome.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS, REPORT_COLUMNS } from '../domain/report-columns.js';
import { type ReportKey, reportKey } from '../domain/report-key.js';
import { reportedCells } from '../domain/reported.js';
import { excerpt } from '../domain/text.js';

/** How the report looks; a CSV import's report looks like its input. */
export interface ReportLayout {
  /** The columns of the input; for a folder `FOLDER_HEADINGS`. */
  readonly headings: readonly string[];
  readonly delimiter: string;
  /** The fields that the input has columns for, under whatever heading. */
  readonly fields: readonly string[];
  /** Fields for the operator to fill in, where the input does not have them already. */
  readonly asksFor?: readonly string[];
}

/** An entry of which something failed. */
export interface ReportedEntry {
  readonly entry: Entry;
  readonly outcomes: readonly ItemOutcome[];
  readonly key: ReportKey;
}

/** The columns of a folder import's report: what import-csv needs to try again. */
export const FOLDER_HEADINGS = ['user_id', 'face_image_file1'] as const;

/** By this byte order mark spreadsheets take a CSV for UTF-8; without it names become mojibake. */
const MARK = '\ufeff';

/** The report's first line. */
export function reportHead(layout: ReportLayout): string {
  return MARK + line([...layout.headings, ...addedColumns(layout), ...REPORT_COLUMNS], layout);
}

/**
 * One line for an entry of which something failed: its cells as they came, then what happened,
 * and by which key its run knows it.
 */
export function reportLine({ entry, outcomes, key }: ReportedEntry, layout: ReportLayout): string {
  const failed = outcomes.flatMap(({ file, outcome }) =>
    outcome.kind === 'failed' ? [{ file, failure: outcome.failure }] : [],
  );
  const failures = failed.map(({ failure }) => failure);
  const messages = unique(failures, (failure) => failure.message);
  // Where the photos of a row failed in different ways, each message says whose it is.
  const named = failed.map(({ file, failure }) => `${excerpt(file)}: ${failure.message}`);
  const cells = [
    ...reportedCells(entry, layout.headings, layout.delimiter),
    ...addedColumns(layout).map(() => ''),
    entry.unknownRow?.row ?? entry.row?.toString() ?? '',
    unique(failures, (failure) => failure.code).join('; '),
    (messages.length > 1 ? named : messages).join('; '),
    unique(failures, (failure) => failure.advice).join(' '),
    // A new key would vouch for an ID that nobody has verified.
    entry.unknownRow?.key ?? reportKey(key, entry.userId),
  ];
  return line(cells, layout);
}

/** The columns that failures with these codes can be answered in. */
export function columnsAskedFor(codes: readonly string[]): readonly string[] {
  return [
    ...(codes.some((code) => asksWho(code)) ? [ALLOW_DUPLICATE_OF] : []),
    ...(codes.includes('CONSENT_MISSING') ? CONSENT_COLUMNS : []),
  ];
}

/** Whether a failure may be answered by naming another user who is another person. */
function asksWho(code: string): boolean {
  return code.startsWith('DUPLICATE_') || code === 'ID_CHANGED';
}

/** The columns that are to be added: an input that has one keeps its own. */
function addedColumns({ fields, asksFor = [] }: ReportLayout): readonly string[] {
  return asksFor.filter((column) => !fields.includes(column));
}

function unique(failures: readonly Failure[], value: (failure: Failure) => string): string[] {
  return [...new Set(failures.map(value))];
}

function line(cells: readonly string[], { delimiter }: ReportLayout): string {
  return stringify([cells.map(harmless)], { delimiter, quoted_match: /[\r\n]/ });
}
