import { Command } from 'commander';
import { flag } from '../../operations/options/row.js';
import { runsList, runsReport, runsResume, runsShow } from '../../operations/runs.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

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

const SHOW_HELP = '\nExample:\n  $ faceenroll runs show 01a1fd18';

/** The command `faceenroll runs` and those below it. */
export function runsCommand(host: CommandHost): Command {
  return new Command('runs')
    .description('Tell what ran, write its report again, go on with what was interrupted.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(runsList, host, {
        help: LIST_HELP,
        shown: { json: jsonOption(' a line for each run') },
        load: async () => (await import('./show.js')).printRuns,
      }),
    )
    .addCommand(
      commandOf(runsShow, host, {
        help: SHOW_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./show.js')).printRun,
      }),
    )
    .addCommand(
      commandOf(runsReport, host, {
        help: REPORT_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./show.js')).printReport,
      }),
    )
    .addCommand(
      commandOf(runsResume, host, {
        help: RESUME_HELP,
        shown: { json: flag('print what the command prints with --json') },
        load: async () => (await import('./resume.js')).resumption(host),
      }),
    );
}
