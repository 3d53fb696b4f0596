/** The exit codes; documented in the help topic "cron" and never changed once released. */
export const EXIT = {
  done: 0,
  /** The run could not continue. */
  stopped: 1,
  usage: 2,
  /** The run finished, and some items failed: the error report has them. */
  someFailed: 3,
  /** The run finished, and its input was empty. */
  nothingToDo: 3,
  duplicatesFound: 3,
  /** Rows of the audit were altered, removed or inserted. */
  auditBroken: 3,
  /** A check found something wrong. */
  damageFound: 3,
  /** Another run holds the database. */
  busy: 4,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of a completed run. */
export function finishedCode(failures: number, nothingToDo: string | null): number {
  if (failures > 0) return EXIT.someFailed;
  return nothingToDo === null ? EXIT.done : EXIT.nothingToDo;
}
