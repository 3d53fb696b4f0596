import { type Command, CommanderError } from 'commander';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { messageOf, printable, printableLines, quotedPath } from '../domain/text.js';
import { tooLittle } from '../domain/too-little.js';
import { databaseProblem } from './database-problem.js';
import { EXIT } from './exit-codes.js';
import { programFor } from './program.js';

// Set but empty means unset, as with other programs.
for (const name of ['FACEENROLL_DB', 'FACEENROLL_CONFIG', 'FACEENROLL_WORKERS']) {
  if (process.env[name] === '') delete process.env[name];
}

// Lets a database be read where nothing can be written (see store/frozen.ts).
process.env.SQLITE_USE_URI = '1';

/** Whoever reads our output may have enough of it (`| head`): that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** The database that the command works on, for the message of an error that does not name it. */
let database: string | undefined;

try {
  await run(process.argv.slice(2));
} catch (error) {
  setExitCode(exitCodeOf(error));
  if (!(error instanceof CommanderError)) report(databaseProblem(error, database) ?? error);
}

/** Runs the words behind `faceenroll`. */
async function run(words: readonly string[]): Promise<Command> {
  const program = await programFor(words, { setExitCode, runAgain: run });
  program.hook('preAction', (_, command) => {
    database = command.opts().db;
  });
  return program.parseAsync(words, { from: 'user' });
}

function setExitCode(code: number): void {
  process.exitCode = code;
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
function report(error: unknown): void {
  const text =
    causeOf(error) ?? printableLines(String((error as Error | undefined)?.stack ?? error));
  process.stderr.write(`faceenroll: ${text}\n`);
}

function causeOf(error: unknown): string | undefined {
  if (error instanceof FatalError) return printable(error.message);
  if (!(error instanceof Error)) return undefined;
  const { code, path, message } = error as NodeJS.ErrnoException;
  const lacking = tooLittle(`${code ?? ''} ${message}`);
  if (lacking !== undefined || code === undefined) return lacking;
  return path === undefined ? messageOf(error) : `${quotedPath(path)}: ${systemProblem(error)}`;
}
