import { mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PRIVATE_FOLDER } from '../../domain/database-files.js';
import { isLeftOver, lockFile, lockFileNow } from '../../store/lock-file.js';
import { uuidv7 } from '../../store/uuid.js';

/** In each folder: who holds it works with the folder. */
const LOCK = 'lock';

/** A folder that its maker has not locked yet is hardly older. */
const BEING_MADE_MS = 60_000;

/** Whoever looks for left-over folders may have its own file in one for a moment. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 5 } as const;

/**
 * A folder beside the database that only its owner can open, for files of one request; it is
 * removed with all that is in it when `use` is done.
 */
export async function inPrivateFolder<T>(
  database: string,
  use: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = `${realpathSync(database)}${PRIVATE_FOLDER}${uuidv7()}`;
  mkdirSync(folder, { mode: 0o700 });
  try {
    const lock = lockFile(join(folder, LOCK), database);
    try {
      return await use(folder);
    } finally {
      lock.release();
    }
  } finally {
    rmSync(folder, REMOVAL);
  }
}

/** Removes the folders that killed processes have left beside a database. */
export function removeLeftOverFolders(database: string): void {
  const path = realpathSync(database);
  const start = `${basename(path)}${PRIVATE_FOLDER}`;
  for (const name of readdirSync(dirname(path))) {
    const folder = join(dirname(path), name);
    if (name.startsWith(start) && isAbandoned(folder)) {
      rmSync(folder, REMOVAL);
    }
  }
}

function isAbandoned(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return false;
  const lock = join(folder, LOCK);
  if (isLeftOver(lock)) return true;
  const { state } = lockFileNow(lock);
  return state === 'free' && Date.now() - stats.mtimeMs > BEING_MADE_MS;
}
