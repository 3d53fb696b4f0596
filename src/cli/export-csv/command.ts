import type { Command } from 'commander';
import { exportCsv } from '../../operations/export-csv.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { EXPORT_OUTPUT, refuseBothOnStdout } from '../options/export.js';

const HELP = `
The CSV has all columns that the users came with, and import-csv reads it back unchanged:
cells that a spreadsheet would run as a formula begin with an apostrophe, and the last column,
faceenroll_missing, lists the columns that a user does not have; leave it as it is.
An import may run meanwhile. No file is overwritten.

Examples:
  $ faceenroll export-csv users.csv
  $ faceenroll export-csv --without-face > to-photograph.csv
  $ faceenroll export-csv users.csv --photos pictures --department Sales
  $ faceenroll export-csv users.csv --photos pictures --profile biostar-2 --originals photos`;

/** The command `faceenroll export-csv`. */
export function exportCsvCommand(host: CommandHost): Command {
  return commandOf(exportCsv, host, {
    help: HELP,
    shown: EXPORT_OUTPUT,
    interrupted: 'nothing was exported',
    check: refuseBothOnStdout,
    load: async () => (await import('./show.js')).showExport,
  });
}
