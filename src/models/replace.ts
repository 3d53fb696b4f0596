import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Models are no secret, but only their owner changes them, whatever the umask is. */
export const OWNER_WRITES = 0o644;

/** Writes a file beside its place and moves it there in one step, so that there is never half of it. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const part = `${path}.new`;
  // What a killed call left; or a link, and then not what it leads to.
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', OWNER_WRITES);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
