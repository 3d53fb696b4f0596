import type { Command } from 'commander';
import { sync } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { refuseUnlessAgreed, SYNC_SHOWN } from './agree-to-sync.js';

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
  return commandOf(sync, host, {
    help: HELP,
    shown: SYNC_SHOWN,
    check: refuseUnlessAgreed,
    load: async () => (await import('./print-sync.js')).syncPrinter(),
  });
}
