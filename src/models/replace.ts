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

/** Models are no secret, but only their owner changes them, whatever the umask is. */
export const OWNER_WRITES = 0o644;

/** A part that nobody has written to for so long is one that a killed call left, in milliseconds. */
const LEFT_MS = 10 * 60 * 1000;

/**
 * Writes a file beside its place and moves it there in one step, so that there is never half of
 * it. Two calls at once do not meet: each writes a file of its own, and the last one stays.
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

/** Removes the parts of a file that killed calls left beside it. */
function removeLeft(path: string): void {
  const name = basename(path);
  for (const file of readdirSync(dirname(path))) {
    if (!file.startsWith(`${name}.`) || !file.endsWith('.new')) continue;
    const part = join(dirname(path), file);
    // Another call may have moved it to its place meanwhile.
    const written = lstatSync(part, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written > LEFT_MS) rmSync(part, { force: true });
  }
}
