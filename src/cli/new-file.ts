import {
  closeSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { FatalError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';

/** Only the owner reads personal data. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file that was not there before; it appears under its name only when it is whole.
 *
 * @throws {FatalError} naming the file and the reason.
 */
export function writeNewFile(path: string, pieces: Iterable<string>): void {
  if (existsSync(path)) throw alreadyThere(path);
  const unfinished = `${path}.part`;
  const file = explained(path, () => openSync(unfinished, 'w', OWNER_ONLY));
  try {
    for (const piece of pieces) explained(path, () => writeSync(file, piece));
    closeSync(file);
    explained(path, () => renameSync(unfinished, path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Writes a picture that was not there before. */
export function writeNewPicture(path: string, bytes: Uint8Array): void {
  explained(path, () => writeFileSync(path, bytes, { flag: 'wx', mode: OWNER_ONLY }));
}

function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw alreadyThere(path);
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(`${quoted(path)} cannot be written: ${reason}`);
  }
}

function alreadyThere(path: string): FatalError {
  return new FatalError(`${quoted(path)} is there already: remove it, or name another`);
}
