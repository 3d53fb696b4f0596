/** What a database's own files are called behind its name: the file itself, SQLite's, the lock and the data keys. */
export const DATABASE_FILES = [
  '',
  '-wal',
  '-shm',
  '-journal',
  '-lock',
  '-keys',
  '-keys-journal',
] as const;
