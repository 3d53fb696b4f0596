import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/** A file that was found, by the name that its entry has in a report. */
export interface Found {
  readonly stamp: FileStamp;
  /** Path for opening it; bytes where a name in it is not UTF-8. */
  readonly path: string | Buffer;
}

/** Files looked at in one go: enough to hide the delay of a network drive. */
const AT_ONCE = 16;

/**
 * Each file that an import of the folder may take, by its name relative to the folder as a report
 * shows it; one that stands for a photo on its way, by the name that the photo will have. One that
 * goes meanwhile, or may not be looked at, is left out.
 *
 * @throws the system's error if a folder cannot be read.
 */
export async function watchedListing(options: ListingOptions): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  await addFolder({ file: '', path: options.folder }, options, found);
  return found;
}

async function addFolder(
  folder: Folder,
  options: ListingOptions,
  found: Map<string, Found>,
): Promise<void> {
  const all = (await namesIn(folder)).map((named) => listed(folder, named));
  const files = all.filter((one) => !one.isFolder && isOfInterest(one, options));
  const names = new Set(all.map(({ name }) => name));
  const look = async ({ file, path }: Listed) =>
    (await isOwnReport(file, path)) ? undefined : stat(path).catch(() => undefined);
  const looked = await pMap(files, look, { concurrency: AT_ONCE });
  // In the order of names: of two files that stand for one photo the same one is told each time.
  for (const [i, one] of files.entries()) {
    const stats = looked[i];
    // Links to folders are not followed.
    if (!stats || stats.isDirectory()) continue;
    const stamp = { size: stats.size, modifiedMs: stats.mtimeMs };
    found.set(entryName(one, names), { stamp, path: one.path });
  }
  if (!options.recursive) return;
  for (const one of all) {
    if (one.isFolder && !isSystemFolder(one.name)) await addFolder(one, options, found);
  }
}

/** As the entry of the file has it: beside its photo, an unfinished file is one of its own. */
function entryName({ file, name }: Listed, names: ReadonlySet<string>): string {
  const photo = unfinishedPhoto(name)?.photo;
  return photo === undefined || names.has(photo) ? file : join(dirname(file), photo);
}

function isOfInterest({ name, path }: Listed, { database }: ListingOptions): boolean {
  if (unfinishedPhoto(name)) return true;
  const isOwn = typeof path === 'string' && isDatabaseFile(path, database);
  return !isSystemFile(name) && !isOwn;
}
