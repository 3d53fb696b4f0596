import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { printable, printableLines } from '../domain/text.js';
import { applyConfig } from './apply-config.js';
import { auditCommand } from './audit.js';
import { backupCommand } from './backup.js';
import { calibrateCommand } from './calibrate.js';
import { checkCommand } from './check.js';
import { collectionsCommand } from './collections.js';
import { completionCommand } from './completion.js';
import { configCommand } from './config.js';
import { readConfig } from './config-file.js';
import { databaseProblem } from './database-problem.js';
import { doctorCommand } from './doctor.js';
import { duplicatesCommand } from './duplicates.js';
import { enrollCommand } from './enroll.js';
import { EXIT } from './exit-codes.js';
import { exportCsvCommand } from './export-csv.js';
import { facesCommand } from './faces.js';
import { identifyCommand } from './identify.js';
import { importCsvCommand } from './import-csv.js';
import { importFacesCommand } from './import-faces.js';
import { inspectCommand } from './inspect.js';
import { keyCommand } from './key.js';
import { modelsCommand } from './models.js';
import { purgeCommand } from './purge.js';
import { restoreCommand } from './restore.js';
import { runsCommand } from './runs.js';
import { schemaCommand } from './schema.js';
import { statusCommand } from './status.js';
import { syncCommand } from './sync.js';
import { templatesCommand } from './templates.js';
import { upgradeCommand } from './upgrade.js';
import { usersCommand } from './users.js';
import { verifyCommand } from './verify.js';

const HELP = `
Examples:
  $ faceenroll import-csv users.csv --images photos     users and photos from an HR export
  $ faceenroll import-faces photos --create-missing     1001.jpg becomes the user 1001
  $ faceenroll import-faces photos --dry-run            what would happen, changing nothing
  $ faceenroll import-csv users.errors.csv              the failed rows again, corrected
  $ faceenroll identify visitor.jpg                     who is it?

"faceenroll import-faces --help" tells the options of a command.
Exit codes: 0 all done; 1 stopped; 2 wrong usage; 3 finished, some items failed,
or duplicates or damage were found, or the audit is not intact; 4 another run is working
on the database; 130, 143 interrupted, work kept.`;

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

// Set but empty means unset, as with other programs.
for (const name of ['FACEENROLL_DB', 'FACEENROLL_CONFIG', 'FACEENROLL_WORKERS']) {
  if (process.env[name] === '') delete process.env[name];
}

/** They work without the configuration file: one tells what is wrong with it, the others need none. */
const WITHOUT_CONFIG = ['doctor', 'completion', 'schema'];

const program = new Command('faceenroll')
  .description(
    'Enroll the faces of thousands of people in one go, from a folder or a CSV of photos, offline.',
  )
  .version(version(), '-V, --version', 'print the version')
  .addOption(
    new Option('--config <file>', 'the configuration file (default: see "config --help")').env(
      'FACEENROLL_CONFIG',
    ),
  )
  .helpCommand('help [command]', 'tell the options of a command')
  .addHelpText('after', HELP)
  .addCommand(importFacesCommand(setExitCode))
  .addCommand(importCsvCommand(setExitCode))
  .addCommand(enrollCommand(setExitCode))
  .addCommand(syncCommand(setExitCode))
  .addCommand(inspectCommand(setExitCode))
  .addCommand(duplicatesCommand(setExitCode))
  .addCommand(identifyCommand(setExitCode))
  .addCommand(verifyCommand(setExitCode))
  .addCommand(calibrateCommand())
  .addCommand(usersCommand(setExitCode))
  .addCommand(facesCommand(setExitCode))
  .addCommand(statusCommand(setExitCode))
  .addCommand(collectionsCommand(setExitCode))
  .addCommand(exportCsvCommand())
  .addCommand(templatesCommand(setExitCode))
  .addCommand(upgradeCommand(setExitCode))
  .addCommand(runsCommand(runAgain))
  .addCommand(auditCommand(setExitCode))
  .addCommand(purgeCommand(setExitCode))
  .addCommand(backupCommand(setExitCode))
  .addCommand(restoreCommand(setExitCode))
  .addCommand(checkCommand(setExitCode))
  .addCommand(keyCommand(setExitCode))
  .addCommand(modelsCommand(setExitCode))
  .addCommand(configCommand())
  .addCommand(doctorCommand(setExitCode))
  .addCommand(completionCommand())
  .addCommand(schemaCommand())
  .hook('preAction', (_, command) => {
    if (command.parent?.name() === 'config' || WITHOUT_CONFIG.includes(command.name())) return;
    const file = readConfig(program, program.opts<{ config?: string }>().config);
    if (file) applyConfig(command, file);
  });

const subcommands = program.commands.flatMap((command) => [command, ...command.commands]);
for (const command of [program, ...subcommands]) {
  command
    .exitOverride()
    .showHelpAfterError('(--help tells all options)')
    // What was typed is part of the message, and may have been pasted from anywhere.
    .configureOutput({ outputError: (text, write) => write(printableLines(text)) });
}

/** Runs the words behind `faceenroll` as if they had been typed. */
function runAgain(words: readonly string[]): Promise<Command> {
  return program.parseAsync(['node', 'faceenroll', ...words]);
}

function setExitCode(code: number): void {
  process.exitCode = code;
}

/** Whoever reads our output may have enough of it (`| head`): that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** The database that the command works on, for the message of an error that does not name it. */
let database: string | undefined;
program.hook('preAction', (_, command) => {
  database = command.opts().db;
});

try {
  await program.parseAsync();
} catch (error) {
  setExitCode(exitCodeOf(error));
  if (!(error instanceof CommanderError)) report(databaseProblem(error, database) ?? error);
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
  const tellsItself = error instanceof FatalError || (error instanceof Error && 'code' in error);
  const text = tellsItself
    ? printable(error.message)
    : printableLines(String((error as Error)?.stack ?? error));
  process.stderr.write(`faceenroll: ${text}\n`);
}
