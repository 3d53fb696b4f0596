import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { databaseOption } from '../options/database.js';
import type { RestoreOptions } from './restore.js';

const HELP = `
The backup is checked first, then takes the place of the database at once. The database that
was there is kept beside it as <database>.before-restore, unless --discard is given. Users
who were deleted after the backup was made come back: they are listed, so that they can be
deleted again. A database that is not empty is replaced only when you confirm it.

Examples:
  $ faceenroll restore /backup/faces-2026-01-31.db --db faces.db
  $ faceenroll restore latest.db --yes --discard          asks nothing, keeps nothing
  $ faceenroll restore latest.db --db trial.db            a look into a backup`;

export function restoreCommand(host: CommandHost): Command {
  return new Command('restore')
    .description('Put a backup in the place of the database.')
    .argument('<file>', 'the backup')
    .addOption(databaseOption())
    .option('--yes', 'replace a database that is not empty without asking')
    .option('--discard', 'do not keep the database that was there before')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (file: string, options: RestoreOptions) => {
      const { restoreDatabase } = await import('./restore.js');
      host.exitCode = await restoreDatabase(file, options, host.io);
    });
}
