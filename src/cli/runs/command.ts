import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { databaseWords, typedCommand } from '../command-line.js';
import { addDatabaseOption } from '../options/database.js';
import { wholeNumber } from '../options/parsers.js';

const HELP = `
Examples:
  $ faceenroll runs list               what ran, and how it ended
  $ faceenroll runs show 01a1fd18      with what options, and where its error report is
  $ faceenroll runs report 01a1fd18    write its error report again
  $ faceenroll runs resume             go on with the last run that was interrupted`;

const LIST_HELP = `
The collection is not asked for: it is a list of all runs on the database. A run that was
killed is called interrupted. Nothing is changed, and an import may run meanwhile.

Examples:
  $ faceenroll runs list --limit 5
  $ faceenroll runs list --json`;

const REPORT_HELP = `
It is the report that the import wrote: retry it in the same way. Of an interrupted run it has
what had failed by then. A file that is there is never overwritten: a number is added to the name.

Examples:
  $ faceenroll runs report                     of the last run that has ended
  $ faceenroll runs report 01a1fd18 again.csv  of another one, into a named file`;

const RESUME_HELP = `
The run's own command line is run again, in the folder in which it was typed; it goes on
from the photos that were extracted. A run that has finished is refused.

Examples:
  $ faceenroll runs resume             the last run that was interrupted
  $ faceenroll runs resume 01a1fd18    another one`;

/** Enough for two weeks of nightly runs, and for one screen. */
const DEFAULT_LIMIT = 20;

export function runsCommand(host: CommandHost): Command {
  return new Command('runs')
    .description('Tell what ran, write its report again, go on with what was interrupted.')
    .addHelpText('after', HELP)
    .addCommand(listCommand(host))
    .addCommand(showCommand(host))
    .addCommand(reportCommand(host))
    .addCommand(resumeCommand(host));
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list').description('List the runs on a database, the newest first.');
  return addDatabaseOption(command)
    .option('--limit <n>', 'so many at most', wholeNumber(1, 1_000_000), DEFAULT_LIMIT)
    .option('--json', 'print one JSON object a line for each run')
    .addHelpText('after', LIST_HELP)
    .action(async (options: { db: string; limit: number; json?: boolean }) => {
      const { listRuns } = await import('./list.js');
      await listRuns(options, host.io);
    });
}

interface ShowOptions {
  readonly db: string;
  readonly json?: boolean;
}

function showCommand(host: CommandHost): Command {
  const command = new Command('show')
    .description('Show one run: its options, its counts, how it ended, its error report.')
    .argument('[run]', 'its ID, or as much of the beginning as is unique (default: the last)');
  return addDatabaseOption(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll runs show 01a1fd18')
    .action(async (run: string | undefined, options: ShowOptions, self: Command) => {
      const { showRun } = await import('./list.js');
      await showRun(run, options, databaseWords(self), host.io);
    });
}

function reportCommand(host: CommandHost): Command {
  const command = new Command('report')
    .description('Write the error report of a run again.')
    .argument('[run]', 'its ID, or the beginning of it (default: the last that has ended)')
    .argument('[file]', 'where to (default: where it was)');
  return addDatabaseOption(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', REPORT_HELP)
    .action(
      async (
        run: string | undefined,
        file: string | undefined,
        options: ShowOptions,
        self: Command,
      ) => {
        const { reportRunAgain } = await import('./report.js');
        await reportRunAgain({ run, file }, options, typedCommand(self, host.io), host.io);
      },
    );
}

function resumeCommand(host: CommandHost): Command {
  const command = new Command('resume')
    .description('Go on with a run that was interrupted, by running its command again.')
    .argument('[run]', 'its ID, or the beginning of it (default: the last that was interrupted)');
  return addDatabaseOption(command)
    .option('--json', 'print what the command prints with --json')
    .addHelpText('after', RESUME_HELP)
    .action(async (run: string | undefined, options: { db: string; json?: boolean }) => {
      const { commandToResume } = await import('./resume.js');
      const { words, folder } = commandToResume(run, options, host.io);
      await host.runAgain(words, folder);
    });
}
