import { Command } from 'commander';

import { templatesImport } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { addDatabaseOptions } from '../options/database.js';
import { addFilterOptions } from '../options/filter.js';
import { keyOption } from '../options/key.js';
import { IMPORT_OUTPUT } from '../options/output.js';
import type { TemplatesExportOptions } from './export.js';

const HELP = `
Examples:
  $ faceenroll templates export --output templates.ndjson
  $ faceenroll templates import templates.ndjson --db other.db --create-missing`;

const EXPORT_HELP = `
One JSON object a line: what the file is, a line for each face, and last their number and a
SHA-256. The data of a face's user come along, photos and users without a face do not. With a
key, and so always from an encrypted database, the file is encrypted and opens with that key
alone. An import may run meanwhile. No file is overwritten.

Examples:
  $ faceenroll templates export --output templates.ndjson
  $ faceenroll templates export --department Sales --output sales.ndjson
  $ faceenroll templates export --user 1001 --key-file faces.key > 1001.ndjson`;

const IMPORT_HELP = `
Nothing is imported of a file that was cut off or altered. Faces keep their face IDs, slots,
metadata and times; one whose face ID is taken already gets a new one. Templates of another
encoder than that of the model pack fail. The data of users who exist are kept.

Examples:
  $ faceenroll templates import templates.ndjson --create-missing --dry-run
  $ faceenroll templates import templates.ndjson --create-missing
  $ faceenroll templates import sealed.ndjson --from-key-file old.key --key-file new.key`;

export function templatesCommand(host: CommandHost): Command {
  return new Command('templates')
    .description('Move templates between databases, in a file of a documented format.')
    .addHelpText('after', HELP)
    .addCommand(exportCommand(host))
    .addCommand(importCommand(host));
}

function exportCommand(host: CommandHost): Command {
  const command = new Command('export')
    .description('Write templates to a file that "templates import" reads.')
    .option('-o, --output <file>', 'the file to write; stdout unless told')
    .option('--user <user-id>', 'of this user')
    .option('--plain', 'do not encrypt the file, though there is a key')
    .option('--json', 'print one JSON object that tells what was written; needs --output');
  return addDatabaseOptions(addFilterOptions(command))
    .addOption(keyOption())
    .addHelpText('after', EXPORT_HELP)
    .action(async (options: TemplatesExportOptions) => {
      const { exportTemplates } = await import('./export.js');
      await exportTemplates(options, host.io);
    });
}

function importCommand(host: CommandHost): Command {
  return commandOf(templatesImport, host, {
    help: IMPORT_HELP,
    shown: IMPORT_OUTPUT,
    load: async () => (await import('../imports/print-import.js')).importPrinter(),
  });
}
