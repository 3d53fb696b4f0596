import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Writes a file beside its place and moves it there in one step, so that there is never half of it. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const part = `${path}.new`;
  const file = openSync(part, 'w');
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
