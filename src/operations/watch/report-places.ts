import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { quotedPath } from '../../domain/text.js';
import { pathInside } from '../../source/photo-path.js';
import { isSystemFile } from '../../source/system-names.js';
import { refuseReportPlace } from '../imports/report-place.js';
import { refuseHtmlPlace } from '../report/html-place.js';
import type { Watched } from './batch.js';

/** Where a watch is. */
interface Place {
  readonly cwd: string;
  /** Absolute. */
  readonly database: string;
}

/**
 * Refuses names for reports that no batch could write, or that the watch would take for photos: the
 * report on that file would be the next one.
 *
 * @throws {UsageError} that says what is wrong with the name.
 */
export function refuseReports(watched: Watched, { cwd, database }: Place): void {
  const { errors, html } = watched.values;
  const input = watched.csv ?? watched.folder;
  if (errors !== undefined) {
    refuseReportPlace(errors, { input, database });
    refuseInFolder('--errors', errors, watched, cwd);
  }
  if (html !== undefined) {
    refuseHtmlPlace(resolve(cwd, html), { input, database });
    refuseInFolder('--html', html, watched, cwd);
  }
}

function refuseInFolder(
  given: string,
  named: string,
  { folder, csv, values }: Watched,
  cwd: string,
): void {
  // A list names its photos; what else lies in the folder is nothing to it.
  if (csv !== undefined || isSystemFile(basename(named))) return;
  const [top, inside] = [folder, dirname(resolve(cwd, named))].map(realPath);
  const isSeen =
    top === inside || (values.recursive && pathInside(top ?? '', inside ?? '') !== undefined);
  if (!isSeen) return;
  throw new UsageError(
    `${given} ${quotedPath(named)} is in the folder that is watched, and would be taken for a photo: name a file in another folder`,
  );
}

/** The path without links; itself where it is not there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
