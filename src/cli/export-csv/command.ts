import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { addDatabaseOptions } from '../options/database.js';
import { addFaceOptions, addFilterOptions } from '../options/filter.js';
import { keyOption } from '../options/key.js';
import { delimiter } from '../options/parsers.js';
import type { ExportOptions } from './export-csv.js';

const HELP = `
The CSV has all columns that the users came with, and import-csv reads it back unchanged:
cells that a spreadsheet would run as a formula begin with an apostrophe, and the last column,
faceenroll_missing, lists the columns that a user does not have; leave it as it is.
An import may run meanwhile. No file is overwritten.

Examples:
  $ faceenroll export-csv users.csv
  $ faceenroll export-csv --without-face > to-photograph.csv
  $ faceenroll export-csv users.csv --photos pictures --department Sales`;

export function exportCsvCommand(host: CommandHost): Command {
  const command = new Command('export-csv')
    .description('Write users as a CSV that import-csv reads back unchanged.')
    .argument('[file]', 'the CSV to write; stdout unless told')
    .option(
      '--photos <folder>',
      'write profile images there, or else thumbnails, as <user id>.jpg, and name them in the CSV',
    )
    .option('--delimiter <character>', 'what separates cells', delimiter, ',')
    .option('--byte-order-mark', 'begin with the mark by which Excel knows UTF-8');
  return addDatabaseOptions(addFilterOptions(addFaceOptions(command)))
    .addOption(keyOption())
    .option('--json', 'print one JSON object that tells what was written; needs [file]')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: ExportOptions) => {
      const { exportCsv } = await import('./export-csv.js');
      await exportCsv(file, options, host.io);
    });
}
