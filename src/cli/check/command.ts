import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { databaseOption } from '../options/database.js';
import { keyOption } from '../options/key.js';
import type { CheckOptions } from './check.js';

const HELP = `
Looks at the file itself, every template, thumbnail, profile image and user, what runs
left behind, the audit, and who may read the files. Nothing is written, and an import may
run meanwhile.
Exit code 0: nothing is wrong; 3: something is, and it is told with what to do.

Examples:
  $ faceenroll check --db faces.db
  $ faceenroll check --json                  one object a line for each finding, for scripts
  $ faceenroll backup b.db && faceenroll check --db b.db`;

export function checkCommand(host: CommandHost): Command {
  return new Command('check')
    .description('Look for everything that can be wrong with a database.')
    .addOption(databaseOption())
    .addOption(keyOption())
    .option('--json', 'print one JSON object a line: each finding, then a summary')
    .addHelpText('after', HELP)
    .action(async (options: CheckOptions) => {
      const { check } = await import('./check.js');
      host.exitCode = await check(options, host.io);
    });
}
