import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { MARK_BYTES, reportIdIn } from '../../domain/report-mark.js';
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
  if (reportIdOf(resolve(named)) !== undefined) return;
  const advice = 'name a file for the report, such as report.html';
  refuseReportPlace(named, { input, database, given: '--html', advice });
}

/** The files of a report: the first, and its further pages, `report.page-2.html`. */
function pagesOf(first: string, pages: number): readonly string[] {
  return Array.from({ length: pages }, (_, i) => pageOf(first, i + 1));
}

/** Not as separate reports are numbered (`report.2.html`): their names must not meet. */
function pageOf(first: string, page: number): string {
  const { dir, name, ext } = parse(first);
  return page === 1 ? first : join(dir, `${name}.page-${page}${ext}`);
}

/**
 * Where a report of so many pages goes: under the wanted name, or with the next number under which
 * no page is there. With `replaces` a report that is there counts as free, with its own pages.
 */
export function freePages(wanted: string, pages: number, replaces: boolean): readonly string[] {
  for (let n = 1; ; n += 1) {
    const first = numbered(wanted, n);
    const replaced = replaces ? reportIdOf(first) : undefined;
    const isFree = (path: string): boolean =>
      !existsSync(path) || (replaced !== undefined && reportIdOf(path) === replaced);
    const paths = pagesOf(first, pages);
    if (paths.every(isFree)) return paths;
  }
}

/** Pages of the report that is there which the one to be put in its place does not have. */
export function formerPages(paths: readonly string[]): readonly string[] {
  const [first = ''] = paths;
  const replaced = reportIdOf(first);
  const former: string[] = [];
  for (let page = paths.length + 1; replaced !== undefined; page += 1) {
    const path = pageOf(first, page);
    if (reportIdOf(path) !== replaced) break;
    former.push(path);
  }
  return former;
}

/** The ID in a report of ours; undefined for whatever else lies there. */
function reportIdOf(path: string): string | undefined {
  try {
    // Opening a named pipe without O_NONBLOCK would wait forever for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MARK_BYTES);
      const length = readSync(file, bytes, 0, bytes.length, 0);
      return reportIdIn(bytes.subarray(0, length).toString('utf8'));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
