import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Failure, fail } from '../domain/failures.js';
import { MAX_FILE_BYTES } from '../domain/limits.js';
import { systemProblem } from '../domain/system-problem.js';
import { onDisk } from './on-disk.js';
import { liesIn } from './opened-path.js';

/**
 * Reads a photo's bytes, once, within the limits. Problems of the file are failures. Synchronous:
 * the worker thread has nothing else to do, and Node's thread pool would take longer than the read.
 *
 * @param within real path of the folder that must contain the file; anywhere by default
 */
export function readPhotoFile(path: string, within?: string): Buffer | Failure {
  let file: number | undefined;
  try {
    // Opening a named pipe without O_NONBLOCK would wait forever for a writer.
    file = openSync(onDisk(path), constants.O_RDONLY | constants.O_NONBLOCK);
    if (within !== undefined && !liesIn(within, file, path)) {
      return fail('FILE_OUTSIDE_DIRECTORY', { file: relative(within, path), folder: within });
    }
    const stat = fstatSync(file);
    if (stat.isDirectory()) return fail('FILE_UNREADABLE', { problem: 'it is a folder' });
    if (!stat.isFile()) return fail('FILE_UNREADABLE', { problem: 'it is not an ordinary file' });
    return sizeFailure(stat.size) ?? readFileSync(file);
  } catch (error) {
    return fail('FILE_UNREADABLE', { problem: reason(error) });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The bytes of a photo that is no file, within the same limits. */
export function sentPhoto(bytes: Uint8Array): Buffer | Failure {
  const failure = sizeFailure(bytes.length);
  return failure ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function sizeFailure(bytes: number): Failure | undefined {
  if (bytes === 0) return fail('FILE_EMPTY', {});
  return bytes > MAX_FILE_BYTES ? fail('FILE_TOO_LARGE', { bytes }) : undefined;
}

function reason(error: unknown): string {
  const gone = (error as { code?: string }).code === 'ENOENT';
  return gone ? 'it is gone' : systemProblem(error);
}
