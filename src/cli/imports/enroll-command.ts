import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addRows } from '../options/rows.js';
import { ENROLL, type EnrollOptions } from './options.js';

const HELP = `
The photos go through all that an import does with them, and end in the same outcomes, exit
codes and error report. The first photo takes slot 1, the next slot 2, as face_image_file1 and
face_image_file2 of a CSV; --if-face-exists says what becomes of faces that are there.
Without photos it tells what there is of templates, as "faceenroll status <user-id>", and first
encodes them again from their thumbnails where an upgrade to the model pack is due. Where that
cannot be (no thumbnail, or the collection is of another pack), stderr says why.

Examples:
  $ faceenroll enroll 1001 front.jpg                     of a user who exists
  $ faceenroll enroll 1001 front.jpg side.jpg --create-missing
  $ faceenroll enroll 1001 new.jpg --if-face-exists overwrite --json
  $ faceenroll enroll 1001                               has 1001 a template? is it due?`;

/** The command `faceenroll enroll`. */
export function enrollCommand(host: CommandHost): Command {
  const command = new Command('enroll')
    .description('Enroll one person from one or more photos.')
    .argument('<user-id>', 'the user ID')
    .argument(
      '[photo...]',
      'photos of this user; without any the status is told, and an upgrade made that is due',
    );
  return addRows(command, ENROLL)
    .addHelpText('after', HELP)
    .action(
      async (userId: string, photos: readonly string[], options: EnrollOptions, self: Command) => {
        const { enroll } = await import('./enroll.js');
        host.exitCode = await enroll(userId, photos, options, typedCommand(self, host.io), host.io);
      },
    );
}
