import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { MARK_BYTES, reportIdIn } from '../domain/report-mark.js';

/** The first bytes of a file. */
export async function beginningOf(path: string | Buffer, length: number): Promise<Buffer> {
  // Opening a pipe that replaced the file would block without O_NONBLOCK.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether a file is an HTML report of ours, by its name and then by its mark. */
export async function isOwnReport(name: string, path: string | Buffer): Promise<boolean> {
  if (!/\.html?$/i.test(name)) return false;
  const beginning = await beginningOf(path, MARK_BYTES).catch(() => undefined);
  return beginning !== undefined && reportIdIn(beginning.toString()) !== undefined;
}
