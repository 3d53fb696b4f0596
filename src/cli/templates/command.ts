import { Command, InvalidArgumentError, Option } from 'commander';
import { templatesImport } from '../../operations/imports.js';
import { templatesExport, templatesPublish } from '../../operations/templates.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { EXPORT_OUTPUT, refuseBothOnStdout } from '../options/export.js';
import { IMPORT_OUTPUT, jsonOption } from '../options/output.js';

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

const PUBLISH_HELP = `
Whoever reads the table sees all changes since the last time at once, or none. A publication that
was interrupted goes on when it is run again. From then on whoever is deleted here is deleted there
as well, at once; where the server cannot be reached, the command says who is still there.

The table holds templates that whoever reads it can read, also of an encrypted database. No names,
photos or metadata are published. Passwords come from the file that PGPASSFILE names, or from
PGPASSWORD. See "faceenroll help publish".

Examples:
  $ faceenroll templates publish --to 'postgres://faces@db.example.com/access?sslmode=verify-full'
  $ faceenroll templates publish --to 'postgres://faces@db.example.com/access?sslmode=verify-full' --table doors.faces
  $ faceenroll templates publish --dry-run
  $ faceenroll templates publish --withdraw`;

/** The command `faceenroll templates` and those below it. */
export function templatesCommand(host: CommandHost): Command {
  return new Command('templates')
    .description('Move templates between databases, or publish them to PostgreSQL.')
    .addHelpText('after', HELP)
    .addCommand(exportCommand(host))
    .addCommand(importCommand(host))
    .addCommand(publishCommand(host));
}

function publishCommand(host: CommandHost): Command {
  return commandOf(templatesPublish, host, {
    help: PUBLISH_HELP,
    shown: { json: jsonOption('') },
    load: async () => (await import('./print-publish.js')).printPublish,
  });
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
