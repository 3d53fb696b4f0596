import { Command, Option } from 'commander';
import type { CommandHost } from '../command-host.js';
import { addDatabaseOptions } from '../options/database.js';
import { referenceOption } from '../options/reference.js';
import { addWaitOption } from '../options/wait.js';
import type { PurgeOptions } from './purge.js';

const HELP = `
--due deletes users who are past retain_until with all that is stored of them, and the
faces (templates, thumbnails, profile image) of users past expiry_datetime. --user deletes
users with everything. The plan is shown first; what is deleted is gone for good. A receipt
tells what was deleted, when, by whom and why, without any biometric data.

Examples:
  $ faceenroll purge --due --dry-run         what is due, deleting nothing
  $ faceenroll purge --due --yes             from cron
  $ faceenroll purge --user 1001 1002        two people who asked for it`;

export function purgeCommand(host: CommandHost): Command {
  const command = new Command('purge')
    .description('Delete users and faces whose time is up, or users by name, with a receipt.')
    .addOption(
      new Option('--due', 'whose retain_until or expiry_datetime is past').conflicts('user'),
    )
    .option('--user <id...>', 'these users, with all that is stored of them')
    .option('--dry-run', 'show the plan and delete nothing')
    .option('--yes', 'do not ask; needed without a terminal')
    .option(
      '--receipt <file>',
      'where the receipt goes (default: purge-<time>.receipt.json in the working folder)',
    )
    .option('--json', 'print one JSON object a line: each deletion, then a summary');
  return addWaitOption(addDatabaseOptions(command))
    .addOption(referenceOption())
    .addHelpText('after', HELP)
    .action(async (options: PurgeOptions) => {
      const { purge } = await import('./purge.js');
      host.exitCode = await purge(options, host.io);
    });
}
