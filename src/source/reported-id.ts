import { FAILURES, type Failure, type FailureCode, fail } from '../domain/failures.js';
import type { ReportedRow } from '../domain/reported.js';
import { isAltered, isSameText } from '../domain/spreadsheet/altered.js';
import { quoted } from '../domain/text.js';
import { withoutDecimals } from '../domain/user-id.js';

/** The user ID of a row of an error report, and whether it was restored. */
export interface ReportedId {
  readonly userId: string;
  readonly isRestored: boolean;
}

/** Whether another user ID may resolve a failure. */
function asksForAnotherId(code: FailureCode): boolean {
  return FAILURES[code].stage === 'identity' || OF_THE_ID.has(code);
}

const OF_THE_ID: ReadonlySet<FailureCode> = new Set([
  'ROW_INVALID',
  'USER_ID_MISSING',
  'USER_ID_INVALID',
  'USER_ID_DUPLICATED',
  'FILE_NAME_INVALID',
  'USER_NOT_FOUND',
  'MULTIPLE_FILES_FOR_USER',
]);

export const MEANT =
  'Put the user ID back as it was. If the new one is meant, empty all cells of the report in this row.';
const STILL_WRONG =
  'Put in the right user ID. If this is the right one, empty all cells of the report in this row.';

/**
 * Determines the user ID of a row, or why it is unknown.
 *
 * @param now the cell; undefined where its column is gone
 */
export function reportedId(
  now: string | undefined,
  { userId: before, codes }: Pick<ReportedRow, 'userId' | 'codes'>,
): ReportedId | Failure {
  if (now === undefined || now === before) return { userId: before, isRestored: false };
  // A file without an ID in its name awaits one.
  if (before.trim() === '') return { userId: now, isRestored: false };
  const wasWrong = codes.includes('USER_ID_INVALID');
  const altered = isAltered(before, now);
  if (altered && !wasWrong) return { userId: before, isRestored: true };
  const refused = (problem: string, advice: string): Failure =>
    fail('USER_ID_INVALID', { userId: now, problem }, advice);
  // "1.23457E+11" saved as "123457000000" is not a correction; "1005.0" changed to "1005", as our
  // message advises, and removing something invisible are.
  if (altered && !isSameText(before, now) && now !== withoutDecimals(before)) {
    return refused(`is what a spreadsheet makes of ${quoted(before)}, which failed`, STILL_WRONG);
  }
  if (now.trim() !== '' && !codes.some(asksForAnotherId)) {
    return refused(`is not ${quoted(before)}, as it was reported`, MEANT);
  }
  // Typing 0012 into a spreadsheet saves 12.
  const hadZeros = /^0\d+$/.test(before) && /^\d+$/.test(now) && now.length < before.length;
  if (hadZeros && !wasWrong) {
    const problem = `has fewer digits than ${quoted(before)} had, so that a spreadsheet may have taken zeros from it`;
    return refused(problem, MEANT);
  }
  return { userId: now, isRestored: false };
}
