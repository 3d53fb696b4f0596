import { accessSync, constants, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether no file can be made next to a file: on a read-only medium, or in somebody else's folder.
 * There SQLite reads a database with a log only if the log exists.
 */
export function isShutIn(path: string): boolean {
  try {
    accessSync(dirname(realpathSync(path)), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}
