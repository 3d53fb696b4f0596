import type { Command } from 'commander';
import { enroll } from '../../operations/imports.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { IMPORT_OUTPUT } from '../options/output.js';

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
  return commandOf(enroll, host, {
    help: HELP,
    shown: IMPORT_OUTPUT,
    load: async () => (await import('./print-enrolled.js')).enrolledPrinter(),
  });
}
