/** What is wrong, and what helps. */
export interface Problem {
  readonly what: string;
  readonly remedy?: string;
  /** Whether any other file would have the same problem. */
  readonly isEverywhere?: boolean;
}

/** What a code of the system or of SQLite means for a named file. */
interface Meaning extends Problem {
  /** For a file to be made: the system's code is about its folder. */
  readonly written?: Problem;
  /** For a database, which is opened or made together with its companion files. */
  readonly database?: Problem;
}

const DENIED = {
  what: 'permission denied',
  written: { what: 'its folder cannot be written', remedy: 'check the permissions' },
  database: { what: 'it cannot be written', remedy: 'check the permissions' },
};

const DISK_FULL = {
  what: 'the disk is full',
  written: { what: 'the disk is full', remedy: 'free some space' },
};

const MEMORY = {
  what: 'there is too little memory',
  remedy: 'raise the limit (ulimit -v, or that of the container)',
  isEverywhere: true,
};

/** The one table of what codes mean, by code. Messages name the file before it. */
export const MEANINGS = {
  EACCES: DENIED,
  EDQUOT: {
    what: 'your disk quota is used up',
    written: { what: 'your disk quota is used up', remedy: 'free some space' },
  },
  EFBIG: {
    what: 'the system limits the size of files (ulimit -f)',
    remedy: 'raise the limit',
  },
  EIO: {
    what: 'the system reports a read or write error',
    remedy: 'check that it is a file, and that its disk is sound',
    written: {
      what: 'the system reports a read or write error',
      remedy: 'check that its disk is sound',
    },
  },
  EISDIR: { what: 'it is a folder' },
  ELOOP: { what: 'its links lead in a circle' },
  EMFILE: {
    what: 'too few open files are allowed',
    remedy: 'raise the limit, as with "ulimit -n 1024"',
    isEverywhere: true,
  },
  ENAMETOOLONG: { what: 'its name is too long' },
  ENFILE: { what: 'too many files are open on this machine', isEverywhere: true },
  ENODEV: { what: 'its disk is gone' },
  ENOENT: {
    what: 'it does not exist',
    written: { what: 'its folder does not exist', remedy: 'make the folder' },
  },
  ENOMEM: MEMORY,
  ENOSPC: DISK_FULL,
  ENOTDIR: { what: 'a part of its path is a file, not a folder' },
  ENXIO: { what: 'it is not an ordinary file' },
  EPERM: DENIED,
  EROFS: { what: 'its disk is read-only' },
  ESTALE: { what: 'its network drive was disconnected meanwhile' },
  ERR_FS_FILE_TOO_LARGE: { what: 'it is too large' },
  ERR_MEMORY_ALLOCATION_FAILED: MEMORY,
  SQLITE_FULL: DISK_FULL,
  SQLITE_IOERR: {
    what: 'the system reports a read or write error',
    remedy:
      'check whether the disk is full, gone or broken, or a limit on the size of files (ulimit -f) is set',
    database: {
      what: 'it, or a file next to it, cannot be read or written',
      remedy: 'check the disk',
    },
  },
  // The index of the log cannot grow.
  SQLITE_IOERR_SHMSIZE: DISK_FULL,
  SQLITE_NOMEM: MEMORY,
  SQLITE_NOTADB: { what: 'it is not a database' },
  SQLITE_READONLY: DENIED,
  SQLITE_READONLY_CANTINIT: DENIED,
  SQLITE_READONLY_DIRECTORY: DENIED,
} as const satisfies Readonly<Record<string, Meaning>>;

/** The meaning of an error's code; undefined if it has none, or one that explains nothing here. */
export function meaningOf(error: unknown): Meaning | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  if (typeof code !== 'string') return undefined;
  const known = [code, code.replace(/^(SQLITE_IOERR)_.+/, '$1')].find(isKnown);
  return known && MEANINGS[known];
}

function isKnown(code: string): code is keyof typeof MEANINGS {
  return Object.hasOwn(MEANINGS, code);
}

/** A problem with what helps; follows a colon. */
export function problemText({ what, remedy }: Problem): string {
  return remedy === undefined ? what : `${what}: ${remedy}`;
}
