import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RUN_LOCK } from '../domain/database-files.js';
import { type FileLock, lockFile, lockFileNow } from './lock-file.js';

/**
 * Takes the lock that marks a run as live: a file of its own next to the database, from its
 * beginning to its end. The caller holds the lock of the database.
 */
export function lockOwnRun(databasePath: string, runId: string): FileLock {
  return lockFile(`${realpathSync(databasePath)}${RUN_LOCK}${runId}`, databasePath);
}

/** The process IDs (0 while unknown) of the runs at work on a database, by run ID. */
export function livingRuns(databasePath: string): ReadonlyMap<string, number> {
  const living = new Map<string, number>();
  for (const { runId, path } of runLocks(databasePath)) {
    const { state, holder = 0 } = lockFileNow(path);
    if (state === 'held') living.set(runId, holder);
  }
  return living;
}

/** Lock files of killed runs. */
export function deadRunLocks(databasePath: string): readonly string[] {
  return runLocks(databasePath)
    .filter(({ path }) => lockFileNow(path).state === 'left over')
    .map(({ path }) => path);
}

/** Removes lock files of killed runs. The caller holds the database's lock: no run is beginning. */
export function removeDeadRunLocks(databasePath: string): void {
  for (const path of deadRunLocks(databasePath)) rmSync(path, { force: true });
}

function runLocks(databasePath: string): { runId: string; path: string }[] {
  const path = realpathSync(databasePath);
  const [folder, start] = [dirname(path), `${basename(path)}${RUN_LOCK}`];
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => ({ runId: name.slice(start.length), path: join(folder, name) }));
}
