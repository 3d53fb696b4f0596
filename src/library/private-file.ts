import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Faces and user IDs: for the owner alone. */
export const OWNER_ONLY = 0o600;

/**
 * Writes a file, readable by its owner alone, in place of what has its name. It appears
 * under that name only when it is whole and on the disk; `onWhole` is called just before. A
 * symbolic link there is replaced, not followed.
 */
export function writePrivateFile(
  path: string,
  parts: Iterable<string | Uint8Array>,
  onWhole: () => void = () => {},
): void {
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
    onWhole();
    renameSync(unfinished, path);
  } catch (error) {
    removeUnfinished(unfinished);
    throw error;
  }
}

/** A folder that was removed, or cannot be written, has none. */
function removeUnfinished(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The error that made it unfinished tells more.
  }
}
