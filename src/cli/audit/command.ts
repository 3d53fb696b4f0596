import { Command } from 'commander';
import { auditHead, auditList, auditVerify } from '../../operations/audit.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';
import { AUDIT_OUTPUT } from './output.js';

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

/** The command `faceenroll audit` and those below it. */
export function auditCommand(host: CommandHost): Command {
  return new Command('audit')
    .description('Tell who did what, and check that nobody changed the record of it.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(auditList, host, {
        help: LIST_HELP,
        shown: AUDIT_OUTPUT,
        load: async () => (await import('./list.js')).printAudit,
      }),
    )
    .addCommand(
      commandOf(auditVerify, host, {
        help: VERIFY_HELP,
        shown: { json: jsonOption(' a line: each finding, then how it ended') },
        load: async () => (await import('./verify.js')).printVerification,
      }),
    )
    .addCommand(
      commandOf(auditHead, host, {
        help: '\nExample:\n  $ faceenroll audit head',
        shown: { json: jsonOption('') },
        load: async () => (await import('./head.js')).printHead,
      }),
    );
}
