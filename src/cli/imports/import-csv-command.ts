import { Command, Option } from 'commander';
import { CHOICES, RANGES } from '../../domain/option-values.js';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addCsvOptions } from '../options/csv.js';
import { addAllowEmpty, addSharedOptions, type ImportCsvOptions } from '../options/import.js';
import { numberIn } from '../options/parsers.js';

const HELP = `
Columns: user_id; face_image_file1, face_image_file2, ... (paths within the photo folder);
name, email, department, title, phone, start_datetime, expiry_datetime, consent_at,
consent_reference, retain_until; metadata (a JSON object for the templates); tags;
allow_duplicate_of. Other columns are kept with the user as they stand. A row without a
photo imports the user alone. Comma, semicolon or tab, UTF-8 and UTF-16 are recognized.

Examples:
  $ faceenroll import-csv users.csv --images photos
  $ faceenroll import-csv export.csv --map "Badge No=user_id" --map "Picture=face_image_file1"
  $ faceenroll import-csv users.errors.csv               the failed rows again, corrected`;

/** The command `faceenroll import-csv`. */
export function importCsvCommand(host: CommandHost): Command {
  const command = new Command('import-csv')
    .description('Import users and enroll their photos from a CSV, or retry an error report.')
    .argument('<file>', 'CSV file with a heading row');
  addCsvOptions(command)
    .option(
      '--start-row <n>',
      'first row to import, as a spreadsheet counts (default: the one after the headings)',
      numberIn(RANGES.startRow),
    )
    .addOption(
      new Option(
        '--if-user-exists <policy>',
        'the data of a user who exists: keep it, or replace it by the row',
      )
        .choices(CHOICES.ifUserExists)
        .default('preserve'),
    )
    .addOption(
      new Option(
        '--missing-users <policy>',
        'a user ID that does not exist yet: create the user, or refuse the row',
      )
        .choices(CHOICES.missingUsers)
        .default('create'),
    )
    .option(
      '--as-list',
      'take an error report for a list of its own, when the database does not know its run',
    );
  return addSharedOptions(addAllowEmpty(command))
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportCsvOptions, self: Command) => {
      const { importCsv } = await import('./import-csv.js');
      const given = (name: keyof ImportCsvOptions): boolean =>
        ['cli', 'env'].includes(self.getOptionValueSource(name) ?? '');
      host.exitCode = await importCsv(file, options, given, typedCommand(self, host.io), host.io);
    });
}
