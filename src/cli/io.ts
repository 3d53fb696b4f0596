import type { Readable, Writable } from 'node:stream';
import type { Environment, Host } from '../operations/host.js';

/** A terminal says that it is one, and how wide it is. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Of a terminal that does not tell, or tells 0, and of a file or a pipe. */
const USUAL_WIDTH = 80;

/** Characters of a line. */
export function widthOf({ columns }: Pick<Output, 'columns'>): number {
  return columns || USUAL_WIDTH;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The signals that ask a command to stop, or to read its files again. */
interface Signals {
  on<One extends StopSignal | 'SIGHUP'>(signal: One, handler: (signal: One) => void): unknown;
  off<One extends StopSignal | 'SIGHUP'>(signal: One, handler: (signal: One) => void): unknown;
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
  /** Where worker processes come from; a new one for each command unless told. */
  readonly processes?: NonNullable<Host['processes']>;
}

/** The same in another folder. It is no copy: that would open streams that nobody asks for. */
export function inFolder(io: Io, cwd: string): Io {
  return Object.create(io, { cwd: { value: cwd } });
}

const NEVER = new AbortController().signal;

/** The command line as operations see it that neither tell how far they are nor end in good order. */
export function hostOf(io: Io): Host {
  const { env, cwd, shownFrom, stderr } = io;
  const tell = (message: string): void => void stderr.write(`${message}\n`);
  const isWatched = Boolean(stderr.isTTY);
  return { env, cwd, shownFrom, isWatched, tell, note: tell, signal: NEVER, progress: () => {} };
}
