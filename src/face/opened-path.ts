import { fstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { onDisk } from './on-disk.js';

/**
 * Whether an opened file is in or below a folder. Its path proves nothing: between checking and
 * opening it, one of its folders may have been replaced by a link. So the system is asked for the
 * location of the opened file, and each folder above it is compared by device and inode, which also
 * works on case-insensitive file systems.
 *
 * @param file a file descriptor
 * @param path the path it was opened by
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
 * The location of an opened file, without links; undefined when uncertain. In Latin-1, one
 * character per byte, because folder names may not be UTF-8.
 */
function openedPath(file: number, path: string): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/self/fd/${file}`, 'latin1');
    } catch {
      // Not every system has /proc.
    }
  }
  const real = realpathSync(onDisk(path), 'latin1');
  return isSame(statSync(Buffer.from(real, 'latin1')), fstatSync(file)) ? real : undefined;
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}
