import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../../domain/findings.js';
import { printable } from '../../domain/text.js';
import { isLockLeftOver, lockNow } from '../lock.js';
import { isLeftOver } from '../lock-file.js';
import { COMPANIONS } from '../maintenance/files.js';
import { deadRunLocks } from '../run-locks.js';

/** Permission bits of everyone but the owner. */
const OTHERS = 0o077;

/** What a killed restore leaves next to a database. */
const UNFINISHED = '.restore-part';

/** Checks the permissions of the database and its companion files, and finds leftovers. */
export function* checkFiles(database: string): Generator<Finding> {
  const path = realpathSync(database);
  if (isLockLeftOver(path)) {
    yield { code: 'LOCK_LEFT', message: `${printable(path)}-lock belongs to no process` };
  }
  for (const file of deadRunLocks(path).filter(isLeftOver)) {
    yield { code: 'LOCK_LEFT', message: `${printable(file)} belongs to no process` };
  }
  const name = basename(path);
  for (const file of readdirSync(dirname(path)).sort()) {
    if (file !== name && !belongs(file, name)) continue;
    const full = join(dirname(path), file);
    if (!statSync(full, { throwIfNoEntry: false })?.isFile()) continue;
    const mode = modeOf(full);
    // SQLite copies the database's mode to its own files: one finding covers them all.
    const isCovered = COMPANIONS.some((end) => file === name + end) && mode === modeOf(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0 && !isCovered) {
      const message = `${printable(full)} has mode ${mode.toString(8).padStart(3, '0')}`;
      yield { code: 'FILE_OPEN_TO_OTHERS', message };
    }
    // The process that holds the lock may be a restore that is writing it.
    if (file === name + UNFINISHED && lockNow(path).state !== 'held') {
      yield { code: 'FILE_LEFT', message: `${printable(full)} is not finished` };
    }
  }
}

function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
}

/** True of `faces.db-wal` and `faces.db.before-restore`, not of `faces.db2`. */
function belongs(file: string, database: string): boolean {
  return (
    file.startsWith(`${database}-`) ||
    file.startsWith(`${database}.before-restore`) ||
    file.startsWith(database + UNFINISHED)
  );
}
