import { Command, InvalidArgumentError } from 'commander';
import { hasUserIdGroup, NEEDED_GROUP } from '../../domain/id-pattern.js';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addAllowEmpty, addSharedOptions, type ImportFacesOptions } from '../options/import.js';

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
    .argument('<folder>', 'folder of photos')
    .option('--create-missing', 'make a user for each user ID that does not exist yet')
    .option('--recursive', 'take the photos of sub-folders, too')
    .option(
      '--id-pattern <pattern>',
      'regular expression with a group named userId, tried on the file name without and then with its extension',
      idPattern,
    );
  return addSharedOptions(addAllowEmpty(command))
    .addHelpText('after', HELP)
    .action(async (folder: string, options: ImportFacesOptions, self: Command) => {
      // Loaded when it runs, so that --help does not wait for image and model libraries.
      const { importFaces } = await import('./import-faces.js');
      host.exitCode = await importFaces(folder, options, typedCommand(self, host.io), host.io);
    });
}

function idPattern(source: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'u');
  } catch (error) {
    // "Invalid regular expression: /(/u: Unterminated group", where the pattern is told already.
    throw new InvalidArgumentError(
      `It is no regular expression: ${(error as Error).message.split(': ').at(-1)}.`,
    );
  }
  if (hasUserIdGroup(pattern)) return pattern;
  throw new InvalidArgumentError(`It needs ${NEEDED_GROUP}.`);
}
