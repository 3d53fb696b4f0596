import type { Command } from 'commander';
import { check } from '../../operations/database.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Looks at the file itself, every template, thumbnail, profile image and user, what runs
left behind, the audit, and who may read the files. Nothing is written, and an import may
run meanwhile.
Exit code 0: nothing is wrong; 3: something is, and it is told with what to do.

Examples:
  $ faceenroll check --db faces.db
  $ faceenroll check --json                  one object a line for each finding, for scripts
  $ faceenroll backup b.db && faceenroll check --db b.db`;

/** The command `faceenroll check`. */
export function checkCommand(host: CommandHost): Command {
  return commandOf(check, host, {
    help: HELP,
    shown: { json: jsonOption(' a line: each finding, then a summary') },
    load: async () => (await import('./show.js')).showCheck,
  });
}
