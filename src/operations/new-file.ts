import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { FatalError } from '../domain/fatal-error.js';
import { systemProblem, writeProblem } from '../domain/system-problem.js';
import { quotedPath } from '../domain/text.js';
import { flush, flushFolder, writePrivateFile } from '../store/private-file.js';

/**
 * Writes a file that was not there before; it appears under its name only when it is whole
 * and on the disk.
 *
 * @throws {FatalError} naming the file and the reason.
 */
export function writeNewFile(path: string, pieces: Iterable<string>): void {
  explained(path, () => {
    refuseExisting(path);
    // Again at the end: writing takes a while, and somebody else may have made it meanwhile.
    writePrivateFile(path, pieces, { onWhole: () => refuseExisting(path) });
  });
}

/** Makes a folder for pictures, unless it is there. */
export function makePictureFolder(path: string): void {
  explained(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
}

/**
 * Writes a picture that was not there before; of one that cannot be written nothing stays. All
 * of an export are to be brought to the disk by `flushPictures`.
 */
export function writeNewPicture(path: string, bytes: Uint8Array): void {
  explained(path, () => writePrivateFile(path, [bytes], { isNew: true, isFlushedLater: true }));
}

/** Writes a picture in place of one that may be there. */
export function replacePicture(path: string, bytes: Uint8Array): void {
  explained(path, () => writePrivateFile(path, [bytes]));
}

/** Removes pictures of an export that failed; returns how many could not be removed. */
export function removePictures(paths: readonly string[]): number {
  let left = 0;
  for (const path of paths) {
    try {
      rmSync(path, { force: true });
    } catch {
      // What led here is told; that some stay is told beside it.
      left += 1;
    }
  }
  return left;
}

/** Brings pictures in a folder to the disk. */
export function flushPictures(folder: string, paths: readonly string[]): void {
  for (const path of paths) explained(path, () => flush(path), systemProblem);
  explained(folder, () => flushFolder(folder));
}

/**
 * Refuses a name that is taken; a link to nowhere, too, is there.
 *
 * @throws {FatalError} naming the file.
 */
export function refuseExisting(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) throw isThere(path);
}

function isThere(path: string): FatalError {
  return new FatalError(`${quotedPath(path)} is there already: remove it, or name another`);
}

/** What goes wrong where the pieces come from, and not with the file, stays as it is. */
function explained(
  path: string,
  work: () => void,
  problem: (error: unknown) => string = (error) => writeProblem(error),
): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(path);
    throw new FatalError(`${quotedPath(path)} cannot be written: ${problem(error)}`);
  }
}
