import { stat } from 'node:fs/promises';
import pMap from 'p-map';
import { isDatabaseFile } from '../domain/database-files.js';
import type { FileStamp } from '../domain/file-stamp.js';
import { type Folder, type Listed, listed, namesIn } from './folder-listing.js';
import { isOwnReport } from './own-report.js';
import { unfinishedPhoto } from './photo-name.js';
import { isSystemFile, isSystemFolder } from './system-names.js';

interface ListingOptions {
  /** Absolute. */
  readonly folder: string;
  readonly recursive: boolean;
  /** Its files are left out. */
  readonly database: string;
}

/** Files looked at in one go: enough to hide the delay of a network drive. */
const AT_ONCE = 16;

/**
 * Size and time of each file that an import of the folder may take, by its name relative to the
 * folder as a report shows it. One that goes meanwhile, or may not be looked at, is left out.
 *
 * @throws the system's error if a folder cannot be read.
 */
export async function watchedListing(
  options: ListingOptions,
): Promise<ReadonlyMap<string, FileStamp>> {
  const found = new Map<string, FileStamp>();
  await addFolder({ file: '', path: options.folder }, options, found);
  return found;
}

async function addFolder(
  folder: Folder,
  options: ListingOptions,
  found: Map<string, FileStamp>,
): Promise<void> {
  const all = (await namesIn(folder)).map((named) => listed(folder, named));
  const files = all.filter((one) => !one.isFolder && isOfInterest(one, options));
  const look = async ({ file, path }: Listed): Promise<void> => {
    const stats = await stat(path).catch(() => undefined);
    // Links to folders are not followed.
    if (!stats || stats.isDirectory() || (await isOwnReport(file, path))) return;
    found.set(file, { size: stats.size, modifiedMs: stats.mtimeMs });
  };
  await pMap(files, look, { concurrency: AT_ONCE });
  if (!options.recursive) return;
  for (const one of all) {
    if (one.isFolder && !isSystemFolder(one.name)) await addFolder(one, options, found);
  }
}

function isOfInterest({ name, path }: Listed, { database }: ListingOptions): boolean {
  if (unfinishedPhoto(name)) return true;
  const isOwn = typeof path === 'string' && isDatabaseFile(path, database);
  return !isSystemFile(name) && !isOwn;
}
