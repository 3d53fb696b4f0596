import { CommanderError } from 'commander';
import { EXIT } from '../domain/exit-codes.js';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { messageOf, printable, printableLines, quotedPath } from '../domain/text.js';
import { tooLittle } from '../domain/too-little.js';
import { withoutPassword } from '../domain/without-password.js';
import type { CommandHost } from './command-host.js';
import { databaseProblem } from './database-problem.js';
import { type Io, inFolder } from './io.js';
import { programFor } from './program.js';

/** Runs the words behind `faceenroll`; returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // Whoever reads our output may have enough of it (`| head`): that is no error.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return run(argv, io);
}

async function run(words: readonly string[], io: Io): Promise<number> {
  /** The database that the command works on, for the message of an error that does not name it. */
  let database: string | undefined;
  let next = async (): Promise<number> => host.exitCode;
  const host: CommandHost = {
    io,
    exitCode: EXIT.done,
    runNext: (others, cwd) => {
      next = () => run(others, inFolder(io, cwd));
    },
  };
  try {
    const program = await programFor(words, host);
    program.hook('preAction', (_, command) => {
      database = command.opts().db;
    });
    await program.parseAsync(words, { from: 'user' });
    return await next();
  } catch (error) {
    if (!(error instanceof CommanderError)) report(databaseProblem(error, database) ?? error, io);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof FatalError && error.name === 'DatabaseBusyError'
    ? EXIT.busy
    : EXIT.stopped;
}

/**
 * Errors that tell their cause, ours and the system's, take one line; any other is a
 * bug, and its stack helps to find it.
 */
function report(error: unknown, { stderr }: Io): void {
  const text =
    causeOf(error) ?? printableLines(String((error as Error | undefined)?.stack ?? error));
  stderr.write(`faceenroll: ${withoutPassword(text)}\n`);
}

function causeOf(error: unknown): string | undefined {
  if (error instanceof FatalError) return printable(error.message);
  if (!(error instanceof Error)) return undefined;
  const { code, path, message } = error as NodeJS.ErrnoException;
  const lacking = tooLittle(`${code ?? ''} ${message}`);
  if (lacking !== undefined || code === undefined) return lacking;
  return path === undefined ? messageOf(error) : `${quotedPath(path)}: ${systemProblem(error)}`;
}
