import { Command, InvalidArgumentError, Option } from 'commander';
import { templatesImport } from '../../operations/imports.js';
import { templatesExport } from '../../operations/templates.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { EXPORT_OUTPUT, refuseBothOnStdout } from '../options/export.js';
import { IMPORT_OUTPUT } from '../options/output.js';

const HELP = `
Examples:
  $ faceenroll templates export templates.ndjson
  $ faceenroll templates import templates.ndjson --db other.db --create-missing`;

const EXPORT_HELP = `
One JSON object a line: what the file is, a line for each face, and last their number and a
SHA-256. The data of a face's user come along, photos and users without a face do not. With a
key, and so always from an encrypted database, the file is encrypted and opens with that key
alone. An import may run meanwhile. No file is overwritten.

Examples:
  $ faceenroll templates export templates.ndjson
  $ faceenroll templates export sales.ndjson --department Sales
  $ faceenroll templates export --user 1001 --key-file faces.key > 1001.ndjson`;

const IMPORT_HELP = `
Nothing is imported of a file that was cut off or altered. Faces keep their face IDs, slots,
metadata and times; one whose face ID is taken already gets a new one. Templates of another
encoder than that of the model pack fail. The data of users who exist are kept.

Examples:
  $ faceenroll templates import templates.ndjson --create-missing --dry-run
  $ faceenroll templates import templates.ndjson --create-missing
  $ faceenroll templates import sealed.ndjson --from-key-file old.key --key-file new.key`;

/** The command `faceenroll templates` and those below it. */
export function templatesCommand(host: CommandHost): Command {
  return new Command('templates')
    .description('Move templates between databases, in a file of a documented format.')
    .addHelpText('after', HELP)
    .addCommand(exportCommand(host))
    .addCommand(importCommand(host));
}

function exportCommand(host: CommandHost): Command {
  return commandOf(templatesExport, host, {
    help: EXPORT_HELP,
    shown: EXPORT_OUTPUT,
    check: refuseBothOnStdout,
    load: async () => (await import('./show-export.js')).showExport,
  }).addOption(formerOutput());
}

/** How the file was named before it became an argument. */
function formerOutput(): Option {
  return new Option('-o, --output <file>').hideHelp().argParser(() => {
    throw new InvalidArgumentError('The file is an argument: templates export <file>.');
  });
}

function importCommand(host: CommandHost): Command {
  return commandOf(templatesImport, host, {
    help: IMPORT_HELP,
    shown: IMPORT_OUTPUT,
    load: async () => (await import('../imports/print-import.js')).importPrinter(),
  });
}
