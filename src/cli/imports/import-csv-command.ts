import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addRows } from '../options/rows.js';
import { IMPORT_CSV, type ImportCsvOptions } from './options.js';

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
  return addRows(command, IMPORT_CSV)
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportCsvOptions, self: Command) => {
      const given = (name: string): boolean =>
        ['cli', 'env'].includes(self.getOptionValueSource(name) ?? '');
      const { importCsv } = await import('./import-csv.js');
      host.exitCode = await importCsv(file, options, given, typedCommand(self, host.io), host.io);
    });
}
