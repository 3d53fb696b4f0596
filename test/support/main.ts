import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
// Worker processes load JavaScript: commands are tested as they are built.
import { main } from '../../dist/cli/main.js';
import type { Io, Output, StopSignal } from '../../src/cli/io.js';
import type { CommandResult } from './cli.js';
import { checkJsonLines } from './json-lines.js';

export interface MainOptions {
  readonly cwd: string;
  /** Beside that of this process, but for what that says of faceenroll. Models are found by the latter alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** What there is to read; nothing unless told. */
  readonly stdin?: string;
}

/** Streams, environment and folder of a command that runs in this process. */
export interface MemoryIo extends Io {
  readonly signals: Io['signals'] & EventEmitter;
  written(stream: 'stdout' | 'stderr'): string;
}

/** Makes the surroundings of a command; nothing is shared with another, or with this process. */
export function memoryIo({ cwd, env = {}, stdin = '' }: MainOptions): MemoryIo {
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
    written: (stream) => texts[stream],
  };
}

/**
 * Runs the built command in this process, for what needs no process of its own: no terminal, no
 * signal of the system, no crash. Paths that are told are absolute, since they lead from here.
 * What it prints with --json is compared with its JSON Schema.
 */
export async function runMain(
  words: readonly string[],
  options: MainOptions,
): Promise<CommandResult> {
  const io = memoryIo(options);
  const code = await main(words, io);
  const [stdout, stderr] = [io.written('stdout'), io.written('stderr')];
  const result = { code, signal: null, stdout, stderr };
  checkJsonLines(words, result);
  return result;
}
