import type { Io } from './io.js';

/** Who runs a command. */
export interface CommandHost {
  readonly io: Io;
  /** The exit code of the command, unless it fails. */
  exitCode: number;
  /** Has the words behind `faceenroll` run as if typed in `folder`, when this command has ended. */
  runNext(words: readonly string[], folder: string): void;
}
