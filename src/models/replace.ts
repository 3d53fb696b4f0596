import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Models are not secret, but only their owner may change them, whatever the umask. */
export const OWNER_WRITES = 0o644;

/** A temporary file not written to for this long was left by a killed process, in milliseconds. */
const LEFT_MS = 10 * 60 * 1000;

/**
 * Writes a file atomically: to a temporary name in the same folder, then renamed. Concurrent calls
 * do not disturb each other; the last one wins.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  removeLeft(path);
  const part = `${path}.${randomUUID().slice(0, 8)}.new`;
  const file = openSync(part, 'wx', OWNER_WRITES);
  try {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Removes temporary files that killed processes left next to the file. */
function removeLeft(path: string): void {
  const name = basename(path);
  for (const file of readdirSync(dirname(path))) {
    if (!file.startsWith(`${name}.`) || !file.endsWith('.new')) continue;
    const part = join(dirname(path), file);
    // A concurrent call may have renamed it meanwhile.
    const written = lstatSync(part, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written > LEFT_MS) rmSync(part, { force: true });
  }
}
