/** Suffixes of a database's own files: the file itself, SQLite's, the lock and the data keys. */
export const DATABASE_FILES = [
  '',
  '-wal',
  '-shm',
  '-journal',
  '-lock',
  '-keys',
  '-keys-journal',
] as const;

/** Suffix of a live run's file, followed by the run's ID. */
export const RUN_LOCK = '-run-';

/** Suffix of a live server's file, followed by the ID of its run. */
export const SERVER_LOCK = '-serve-';

/** Whether a path is one of a database's own files. */
export function isDatabaseFile(path: string, database: string): boolean {
  return (
    path.startsWith(database + RUN_LOCK) ||
    path.startsWith(database + SERVER_LOCK) ||
    DATABASE_FILES.some((end) => path === database + end)
  );
}
