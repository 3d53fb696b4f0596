import type { Command } from 'commander';
import { UsageError } from '../../domain/fatal-error.js';
import { enroll } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { actionOf, commandOf } from '../command-of.js';
import { IMPORT_OUTPUT } from '../options/output.js';
import type { EnrollOptions } from './options.js';

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

const FACE = {
  help: HELP,
  shown: IMPORT_OUTPUT,
  load: async () => (await import('./print-import.js')).importPrinter(),
};

/** The command `faceenroll enroll`. */
export function enrollCommand(host: CommandHost): Command {
  const fromPhotos = actionOf(enroll, host, FACE);
  return commandOf(enroll, host, FACE).action(
    async (
      userId: string,
      photos: readonly string[],
      options: EnrollOptions,
      self: Command,
    ): Promise<void> => {
      if (photos.length > 0) return fromPhotos(userId, photos, options, self);
      if (options.tag) {
        throw new UsageError(
          '--tag is for users who are enrolled, and there are no photos: see "faceenroll users update"',
        );
      }
      const { enrollWithoutPhotos } = await import('./enroll-without-photos.js');
      const typed = typedCommand(self, host.io);
      host.exitCode = await enrollWithoutPhotos(userId, options, typed, host.io);
    },
  );
}
