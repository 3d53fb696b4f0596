import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addRows } from '../options/rows.js';
import { IMPORT_FACES, type ImportFacesOptions } from './options.js';

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
  const command = new Command('import-faces')
    .description('Enroll the photos of a folder; the file name is the user ID.')
    .argument('<folder>', 'folder of photos');
  return addRows(command, IMPORT_FACES)
    .addHelpText('after', HELP)
    .action(async (folder: string, options: ImportFacesOptions, self: Command) => {
      const { importFaces } = await import('./import-faces.js');
      host.exitCode = await importFaces(folder, options, typedCommand(self, host.io), host.io);
    });
}
