import type { Command } from 'commander';
import { importCsv } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { IMPORT_OUTPUT } from '../options/output.js';

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
  return commandOf(importCsv, host, {
    help: HELP,
    shown: IMPORT_OUTPUT,
    load: async () => (await import('./print-import.js')).importPrinter(),
  });
}
