import { fstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { onDisk } from './on-disk.js';

/**
 * Whether an opened file lies in a folder or below it. The path that it was opened by proves
 * nothing: between the check of that path and its opening somebody may have put a link into
 * the place of one of its folders. So the system is asked where the opened file is, and each
 * folder above it is compared by device and inode, which also holds where a file system
 * ignores the case of names.
 *
 * @param file a file descriptor
 * @param path what it was opened by
 */
export function liesIn(folder: string, file: number, path: string): boolean {
  const wanted = statSync(folder);
  let at = openedPath(file, path);
  while (at !== undefined && dirname(at) !== at) {
    at = dirname(at);
    if (isSame(statSync(Buffer.from(at, 'latin1')), wanted)) return true;
  }
  return false;
}

/**
 * Where an opened file is, without links; undefined when that cannot be told for certain. In
 * Latin-1, a character for each byte: not every folder has a name that is UTF-8.
 */
function openedPath(file: number, path: string): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/self/fd/${file}`, 'latin1');
    } catch {
      // Without /proc, as on the systems that have none.
    }
  }
  const real = realpathSync(onDisk(path), 'latin1');
  return isSame(statSync(Buffer.from(real, 'latin1')), fstatSync(file)) ? real : undefined;
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}
