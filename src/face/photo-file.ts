import { constants, type FileHandle, open } from 'node:fs/promises';
import { type Failure, fail } from '../domain/failures.js';
import { MAX_FILE_BYTES } from '../domain/limits.js';

/**
 * Reads a photo's bytes, once, within the limits. Whatever is wrong with the file is a
 * failure that names it as the customer did.
 */
export async function readPhotoFile(path: string, file: string): Promise<Buffer | Failure> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return fail('FILE_UNREADABLE', { file, problem: reason(error) });
  }
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) return fail('FILE_UNREADABLE', { file, problem: 'it is a folder' });
    if (!stat.isFile()) {
      return fail('FILE_UNREADABLE', { file, problem: 'it is not an ordinary file' });
    }
    if (stat.size === 0) return fail('FILE_EMPTY', { file });
    if (stat.size > MAX_FILE_BYTES) return fail('FILE_TOO_LARGE', { file, bytes: stat.size });
    return await handle.readFile();
  } catch (error) {
    return fail('FILE_UNREADABLE', { file, problem: reason(error) });
  } finally {
    await handle.close();
  }
}

function reason(error: unknown): string {
  switch ((error as { code?: string }).code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is gone';
    case 'EIO':
      return 'the disk reports a read error';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
