import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
// Worker processes load JavaScript: commands are tested as they are built.
import { main } from '../../dist/cli/main.js';
import type { Io, Output, StopSignal } from '../../src/cli/io.js';
import type { CommandResult } from './cli.js';
import { checkJsonLines } from './json-lines.js';
import { KEPT_PROCESSES } from './kept-processes.js';
import { within } from './surroundings.js';

export interface MainOptions {
  readonly cwd: string;
  /** Beside that of this process, but for what that says of faceenroll. */
  readonly env?: Readonly<Record<string, string>>;
  /** What there is to read; nothing unless told. */
  readonly stdin?: string;
  /** Whether paths are told as they were typed: this process is in the folder meanwhile. */
  readonly asTyped?: boolean;
}

/** Streams, environment and folder of a command that runs in this process. */
export interface MemoryIo extends Io {
  readonly signals: Io['signals'] & EventEmitter;
  written(stream: 'stdout' | 'stderr'): string;
}

/** What the process itself goes by, whatever a command is told. */
const OF_PROCESS = /^(?:NODE_|LD_|SQLITE_|TZ$|TMPDIR$|LANG$|LC_)/;

/** Makes the surroundings of a command; nothing is shared with another, or with this process. */
export function memoryIo({ cwd, env = {}, stdin = '' }: MainOptions): MemoryIo {
  const vain = Object.keys(env).find((name) => OF_PROCESS.test(name));
  if (vain) throw new Error(`${vain} needs a process of its own`);
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('FACEENROLL_'));
  const texts = { stdout: '', stderr: '' };
  const output = (name: keyof typeof texts): Output =>
    new Writable({
      decodeStrings: false,
      write: (chunk, _, done) => {
        texts[name] += chunk;
        done();
      },
    });
  const signals = Object.assign(new EventEmitter(), {
    raise: (signal: StopSignal) => signals.emit(signal, signal),
  });
  return {
    stdin: Readable.from([stdin]),
    stdout: output('stdout'),
    stderr: output('stderr'),
    // Tests run beside each other, and most photos are single: one thread has less to open.
    env: { ...Object.fromEntries(others), FACEENROLL_WORKERS: '1', ...env },
    cwd,
    shownFrom: cwd,
    signals,
    processes: KEPT_PROCESSES,
    written: (stream) => texts[stream],
  };
}

/**
 * Runs the built command in this process, for what needs no process of its own: no terminal, no
 * signal of the system, no crash. Paths that are told are absolute, since they lead from here,
 * unless they are to be as typed.
 * What it prints with --json is compared with its JSON Schema.
 */
export async function runMain(
  words: readonly string[],
  options: MainOptions,
): Promise<CommandResult> {
  const io = memoryIo(options);
  const { env, cwd, asTyped = false } = options;
  const surroundings = { models: env?.FACEENROLL_MODELS, cwd: asTyped ? cwd : undefined };
  const code = await within(surroundings, () => main(words, io));
  const [stdout, stderr] = [io.written('stdout'), io.written('stderr')];
  const result = { code, signal: null, stdout, stderr };
  checkJsonLines(words, result);
  return result;
}

/** The same as a process that is in the folder would tell it. */
export function runTyped(
  words: readonly string[],
  { cwd, env = {} }: Pick<MainOptions, 'cwd' | 'env'>,
): Promise<CommandResult> {
  return runMain(words, { cwd, env, asTyped: true });
}
