import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Faces and user IDs: for the owner alone. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file, readable by its owner alone, in place of what has its name. It appears
 * under that name only when it is whole; a symbolic link there is replaced, not followed.
 */
export function writePrivateFile(path: string, parts: Iterable<string | Uint8Array>): void {
  const unfinished = `${path}.part`;
  // What a killed run left; or a link that somebody laid there, and then not what it leads to.
  rmSync(unfinished, { force: true });
  const file = openSync(unfinished, 'wx', OWNER_ONLY);
  try {
    try {
      for (const part of parts) writeFileSync(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
