import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A terminal says that it is one, and how wide it is. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export type Environment = Readonly<Record<string, string | undefined>>;

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The signals that ask a command to stop. */
interface Signals {
  on(signal: StopSignal, handler: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, handler: (signal: StopSignal) => void): unknown;
  /** Sends the command a signal, as Ctrl-C does. */
  raise(signal: StopSignal): void;
}

/** All that a command line touches of the process that it runs in. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  /** The folder that relative paths begin in, absolute. */
  readonly cwd: string;
  /** The folder that the user is in, where a command of another folder is run again: paths are shown from there. */
  readonly shownFrom: string;
  readonly signals: Signals;
}

/**
 * A path that the user gave, as files are opened by it: as it was typed, so that messages repeat
 * that, unless it leads elsewhere from the folder of this process.
 */
export function reachable({ cwd }: Pick<Io, 'cwd'>, path: string): string {
  // With the slash at its end, if it has one: that says something of it.
  return resolve(path) === resolve(cwd, path) ? path : join(cwd, path);
}

/** The same in another folder. It is no copy: that would open streams that nobody asks for. */
export function inFolder(io: Io, cwd: string): Io {
  return Object.create(io, { cwd: { value: cwd } });
}
