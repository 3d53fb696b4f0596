import { join, resolve } from 'node:path';
import type { Progress } from './progress.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whoever runs an operation: a command line, a caller of the library, a server. */
export interface Host {
  readonly env: Environment;
  /** The folder that relative paths begin in, absolute. */
  readonly cwd: string;
  /** The folder that paths are shown from. */
  readonly shownFrom: string;
  /** Whether somebody watches, who wants to know why nothing happens. */
  readonly isWatched: boolean;
  /** Aborted when the operation is asked to stop; one that does not ask for it is just ended. */
  readonly signal: AbortSignal;
  /** Says what is no result: a warning, or that something is waited for. */
  tell(message: string): void;
  /** Says how far a longer work is; undefined when it is over. */
  progress(at: Progress | undefined): void;
}

/**
 * A path that the user gave, as files are opened by it: as it was typed, so that messages repeat
 * that, unless it leads elsewhere from the folder of this process.
 */
export function reachable({ cwd }: Pick<Host, 'cwd'>, path: string): string {
  // With the slash at its end, if it has one: that says something of it.
  return resolve(path) === resolve(cwd, path) ? path : join(cwd, path);
}
