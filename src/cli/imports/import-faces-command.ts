import type { Command } from 'commander';
import { importFaces } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { IMPORT_OUTPUT } from '../options/output.js';

const HELP = `
The file name without its extension is the user ID: 1001.jpg is the photo of user 1001.
A file is a photo if it is a JPEG or PNG by its content. Photos are never changed.

Examples:
  $ faceenroll import-faces photos                       photos of users who exist already
  $ faceenroll import-faces photos --create-missing      make a user for each new ID
  $ faceenroll import-faces photos --id-pattern '^(?<userId>[0-9]+)_'
                                                         1001_Smith.jpg belongs to 1001`;

/** The command `faceenroll import-faces`. */
export function importFacesCommand(host: CommandHost): Command {
  return commandOf(importFaces, host, {
    help: HELP,
    shown: IMPORT_OUTPUT,
    load: async () => (await import('./print-import.js')).importPrinter(),
  });
}
