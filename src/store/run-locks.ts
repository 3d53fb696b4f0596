import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RUN_LOCK, SERVER_LOCK } from '../domain/database-files.js';
import { type FileLock, lockFile, lockFileNow } from './lock-file.js';

/**
 * Takes the lock that marks a run as live: a file of its own next to the database, from its
 * beginning to its end. The caller holds the lock of the database.
 */
export function lockOwnRun(databasePath: string, runId: string): FileLock {
  return lockFile(`${realpathSync(databasePath)}${RUN_LOCK}${runId}`, databasePath);
}

/**
 * Takes the lock that marks the run of a server as live. It keeps nobody from the database: between
 * two of its transactions a server has nothing at work there.
 */
export function lockOwnServer(databasePath: string, runId: string): FileLock {
  return lockFile(`${realpathSync(databasePath)}${SERVER_LOCK}${runId}`, databasePath);
}

/** The process IDs (0 while unknown) of the runs at work on a database, by run ID. */
export function livingRuns(databasePath: string): ReadonlyMap<string, number> {
  return living(databasePath, RUN_LOCK);
}

/** The IDs of all runs that have not ended: those at work, and those of servers. */
export function unendedRuns(databasePath: string): ReadonlySet<string> {
  const servers = living(databasePath, SERVER_LOCK);
  return new Set([...livingRuns(databasePath).keys(), ...servers.keys()]);
}

function living(databasePath: string, suffix: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { runId, path } of locks(databasePath, suffix)) {
    const { state, holder = 0 } = lockFileNow(path);
    if (state === 'held') found.set(runId, holder);
  }
  return found;
}

/** Lock files of killed runs and servers. */
export function deadRunLocks(databasePath: string): readonly string[] {
  return [RUN_LOCK, SERVER_LOCK]
    .flatMap((suffix) => locks(databasePath, suffix))
    .filter(({ path }) => lockFileNow(path).state === 'left over')
    .map(({ path }) => path);
}

/** Removes lock files of killed runs. The caller holds the database's lock: no run is beginning. */
export function removeDeadRunLocks(databasePath: string): void {
  for (const path of deadRunLocks(databasePath)) rmSync(path, { force: true });
}

function locks(databasePath: string, suffix: string): { runId: string; path: string }[] {
  const path = realpathSync(databasePath);
  const [folder, start] = [dirname(path), `${basename(path)}${suffix}`];
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => ({ runId: name.slice(start.length), path: join(folder, name) }));
}
