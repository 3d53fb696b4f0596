import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addRows } from '../options/rows.js';
import { SYNC, type SyncOptions } from './options.js';

const HELP = `
Who is in the CSV and not in the collection is enrolled, who is in both is updated, and who
is in the collection alone is deleted with all that is stored of them. Whom that concerns is
shown first; the deletion comes last, and only after an import that ran to its end. Nothing
is changed when more users would be deleted than --max-deletions allows, when it would be
more than half of them and --max-deletions was not given, when the CSV has no rows, or when a
row does not tell whose it is. Who can be recognized in a row, by another spelling of the ID
or by the face, is not deleted: the row fails as ID_CHANGED.

Examples:
  $ faceenroll sync hr.csv --images photos --dry-run     who would come, change and go
  $ faceenroll sync hr.csv --images photos --max-deletions 50      from cron`;

/** The command `faceenroll sync`. */
export function syncCommand(host: CommandHost): Command {
  const command = new Command('sync')
    .description('Make a collection the same as a CSV: enroll, update and delete users.')
    .argument('<csv>', 'CSV file with a row for every user there shall be');
  return addRows(command, SYNC)
    .addHelpText('after', HELP)
    .action(async (file: string, options: SyncOptions, self: Command) => {
      const { sync } = await import('./sync.js');
      host.exitCode = await sync(file, options, typedCommand(self, host.io), host.io);
    });
}
