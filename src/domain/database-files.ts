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

/** Suffix of the file of whoever sends mails. */
export const MAIL_LOCK = '-mail';

/** Suffix of the file of whoever publishes templates. */
export const PUBLISH_LOCK = '-publish';

/** Suffix of the file of a watch, followed by the digest of its folder. */
export const WATCH_LOCK = '-watch-';

/** Suffix of a folder for the files of one request to a server, followed by an ID of its own. */
export const PRIVATE_FOLDER = '-files-';

const OTHERS = [RUN_LOCK, SERVER_LOCK, WATCH_LOCK, PRIVATE_FOLDER];

/** Whether a path is one of a database's own files, or in a folder of its server. */
export function isDatabaseFile(path: string, database: string): boolean {
  return (
    OTHERS.some((start) => path.startsWith(database + start)) ||
    [...DATABASE_FILES, MAIL_LOCK, PUBLISH_LOCK].some((end) => path === database + end)
  );
}
