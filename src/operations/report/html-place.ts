import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { beginsAsHtmlReport } from '../../render/report/document.js';
import { numbered } from '../imports/report-file.js';
import { refuseReportPlace } from '../imports/report-place.js';

/** What a report must not be put in place of. */
interface Surroundings {
  /** What was imported. */
  readonly input: string;
  readonly database: string;
}

/**
 * Refuses a name for an HTML report that is another file's, before anything is done.
 *
 * @param named as the operator typed it
 * @throws {UsageError} that says what it is.
 */
export function refuseHtmlPlace(named: string, { input, database }: Surroundings): void {
  // An earlier report stays, or is replaced.
  if (isHtmlReport(resolve(named))) return;
  const advice = 'name a file for the report, such as report.html';
  refuseReportPlace(named, {
    ...{ input, database, given: '--html', advice },
    mayBe: beginsAsHtmlReport,
  });
}

/** The files of a report: the first, then further pages under numbers, `report.2.html`. */
function pagesOf(path: string, pages: number): readonly string[] {
  return Array.from({ length: pages }, (_, i) => numbered(path, i + 1));
}

/**
 * Where a report of so many pages goes: under the wanted name, or with the next number under which
 * no page is there. With `replaces` reports that are there count as free.
 */
export function freePages(wanted: string, pages: number, replaces: boolean): readonly string[] {
  const isFree = (path: string): boolean => !existsSync(path) || (replaces && isHtmlReport(path));
  for (let n = 1; ; n += 1) {
    const paths = pagesOf(numbered(resolve(wanted), n), pages);
    if (paths.every(isFree)) return paths;
  }
}

/** Pages of an earlier, longer report that the one just written does not have. */
export function formerPages(paths: readonly string[]): readonly string[] {
  const [first = ''] = paths;
  const former: string[] = [];
  for (let n = paths.length + 1; ; n += 1) {
    const path = numbered(first, n);
    if (!existsSync(path) || !isHtmlReport(path)) return former;
    former.push(path);
  }
}

/** Enough for the head of a report. */
const HEAD_BYTES = 2048;

function isHtmlReport(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      const length = readSync(file, bytes, 0, bytes.length, 0);
      return beginsAsHtmlReport(bytes.subarray(0, length).toString('utf8'));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
