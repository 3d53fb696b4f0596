import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CommandResult, ROOT } from './cli.js';
import { until } from './stopping.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');

interface Options {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before those of the program: a launcher. */
  readonly by?: readonly string[];
  readonly stdio?: StdioOptions;
  /** The command, where it is another than this project's. */
  readonly bin?: string;
  /** Is given what ends the server; it ends with the test unless told. */
  readonly whenDone?: (end: () => Promise<void>) => void;
}

/** A server that the built command has started. */
export interface Served {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
  written(stream: 'stdout' | 'stderr'): string;
}

/** Starts `faceenroll serve` in a process of its own, which does not outlive the test. */
export function start(flags: readonly string[], options: Options): Served {
  const { cwd, env = {}, by = [], stdio = ['ignore', 'pipe', 'pipe'], bin = BIN } = options;
  const { whenDone = onTestFinished } = options;
  const [program = '', ...words] = [...by, process.execPath, bin, 'serve', ...flags];
  const { FACEENROLL_DB: _, FACEENROLL_KEY: __, FACEENROLL_KEY_FILE: ___, ...others } = process.env;
  const own = { ...others, FACEENROLL_WORKERS: '1', ...env };
  const child = spawn(program, words, { cwd, env: own, stdio });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (data) => {
      texts[name] += data;
    });
  }
  const ended = new Promise<CommandResult>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  whenDone(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, written: (stream) => texts[stream] };
}

/** The same, when it listens; with the address that it prints. */
export async function served(flags: readonly string[], options: Options) {
  const server = start(['--listen', '127.0.0.1:0', ...flags], options);
  const address = (): string | undefined =>
    /https?:\/\/[\d.:[\]]+/.exec(server.written('stdout'))?.[0];
  await until('the server listens', () => {
    if (server.child.exitCode !== null) throw new Error(server.written('stderr'));
    return address() !== undefined;
  });
  return { ...server, address: address() as string };
}
