import type { Io } from './io.js';

/** Who runs a command. */
export interface CommandHost {
  readonly io: Io;
  /** The exit code of the command, unless it fails. */
  exitCode: number;
  /** Runs the words behind `faceenroll` as if they had been typed in `folder`. */
  runAgain(words: readonly string[], folder: string): Promise<void>;
}
