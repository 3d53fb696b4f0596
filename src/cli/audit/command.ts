import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditHead } from '../../domain/audit.js';
import { AUDIT_ACTIONS } from '../../store/audit-actions.js';
import type { CommandHost } from '../command-host.js';
import { addDatabaseOption } from '../options/database.js';
import { beginningOf, endOf } from '../options/moment.js';
import { wholeNumber } from '../options/parsers.js';
import { reference } from '../options/reference.js';
import type { AuditDatabase, ListOptions, VerifyAuditOptions } from './list.js';

const HELP = `
Every change has a row in the audit: who made it, when, in which run. The rows
are a chain of hashes, so that an altered, removed or inserted one is found. Keep
the head of the chain elsewhere: it also shows when rows are gone from the end, or
all of it was written anew.

Examples:
  $ faceenroll audit list --user 1001           what was done to a user
  $ faceenroll audit head >> kept-elsewhere.txt
  $ faceenroll audit verify --head "$(tail -n 1 kept-elsewhere.txt)"`;

const LIST_HELP = `
Dates and times are in the time zone of this machine unless they name another, as
2026-03-01T08:30Z (UTC) and 2026-03-01T08:30+01:00 do.
--since begins with the day, minute or second that it names, --until ends with it:
both may be the same day. The oldest row comes first.

Examples:
  $ faceenroll audit list --limit 20
  $ faceenroll audit list --since 2026-03-01 --until 2026-03-31 --csv > march.csv
  $ faceenroll audit list --user 1001 --action TEMPLATE_REPLACED --json`;

const VERIFY_HELP = `
Exit code 0: every row is as it was written; 3: the rows that are not are named.

Examples:
  $ faceenroll audit verify
  $ faceenroll audit verify --head 1204:5d41...        with what "audit head" printed earlier`;

export function auditCommand(host: CommandHost): Command {
  return new Command('audit')
    .description('Tell who did what, and check that nobody changed the record of it.')
    .addHelpText('after', HELP)
    .addCommand(listCommand(host))
    .addCommand(verifyCommand(host))
    .addCommand(headCommand(host));
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list').description('List who changed what, and when.');
  return addDatabaseOption(command)
    .option('--collection <name>', 'only this collection (default: all)')
    .option('--user <id>', 'only what concerns this user, under former IDs, too')
    .option('--since <time>', 'from this day or time on', beginningOf)
    .option('--until <time>', 'up to this day or time, which is included', endOf)
    .addOption(
      new Option('--action <action>', 'only this action').choices(Object.keys(AUDIT_ACTIONS)),
    )
    .option('--run <id>', 'only this run: its ID, or the beginning of it')
    .option('--reference <text>', 'only with this reference', reference)
    .option('--limit <n>', 'only the newest so many', wholeNumber(1, 1e9))
    .addOption(new Option('--csv', 'print a CSV with all columns').conflicts('json'))
    .option('--json', 'print one JSON object a line for each row')
    .addHelpText('after', LIST_HELP)
    .action(async (options: ListOptions) => {
      const { listAudit } = await import('./list.js');
      await listAudit(options, host.io);
    });
}

function verifyCommand(host: CommandHost): Command {
  const command = new Command('verify').description(
    'Walk along the chain, and name each row that was altered, removed or inserted.',
  );
  return addDatabaseOption(command)
    .option('--head <value>', 'a head that was kept elsewhere: the chain must contain it', head)
    .option('--json', 'print one JSON object a line: each finding, then how it ended')
    .addHelpText('after', VERIFY_HELP)
    .action(async (options: VerifyAuditOptions) => {
      const { verifyAudit } = await import('./list.js');
      host.exitCode = await verifyAudit(options, host.io);
    });
}

function headCommand(host: CommandHost): Command {
  const command = new Command('head').description(
    'Print the head of the chain, <position>:<hash>, to be kept elsewhere.',
  );
  return addDatabaseOption(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll audit head')
    .action(async (options: AuditDatabase) => {
      const { printHead } = await import('./list.js');
      await printHead(options, host.io);
    });
}

function head(text: string): AuditHead {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (position !== undefined && hash !== undefined) return { position: Number(position), hash };
  throw new InvalidArgumentError(
    'It must be what "faceenroll audit head" printed: a position, a colon and 64 characters.',
  );
}
