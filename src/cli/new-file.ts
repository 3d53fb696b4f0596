import { closeSync, lstatSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { FatalError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { quotedPath } from '../domain/text.js';
import { OWNER_ONLY, writePrivateFile } from '../library/private-file.js';

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
    writePrivateFile(path, pieces, () => refuseExisting(path));
  });
}

/** Makes a folder for pictures, unless it is there. */
export function makePictureFolder(path: string): void {
  explained(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
}

/** Writes a picture that was not there before; of one that cannot be written nothing stays. */
export function writeNewPicture(path: string, bytes: Uint8Array): void {
  explained(path, () => {
    refuseExisting(path);
    const file = openSync(path, 'wx', OWNER_ONLY);
    try {
      writeFileSync(file, bytes);
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  });
}

/** A link to nowhere, too, is there. */
function refuseExisting(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })) return;
  throw new FatalError(`${quotedPath(path)} is there already: remove it, or name another`);
}

/** What goes wrong where the pieces come from, and not with the file, stays as it is. */
function explained(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new FatalError(`${quotedPath(path)} cannot be written: ${systemProblem(error)}`);
  }
}
