import { accessSync, constants, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether nothing can be made beside a file: on a read-only medium, or in a folder of somebody
 * else. SQLite reads a database with a log there only if the log is there, too.
 */
export function isShutIn(path: string): boolean {
  try {
    accessSync(dirname(realpathSync(path)), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}
