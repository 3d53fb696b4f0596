import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { typedCommand } from '../command-line.js';
import { addDatabaseOptions } from '../options/database.js';
import { addPhotoOptions } from '../options/import.js';
import { keyOption } from '../options/key.js';
import type { StatusOptions } from '../options/status.js';
import { tagOption } from '../options/tag.js';

const HELP = `
A template is available when the encoder of the model pack made it; "upgrade due" means that
only other encoders made templates of the user. Where the collection itself is of another
encoder, the pack to name with --models is told instead. "enrolled before" means that the user
had a template that is there no longer; of a user ID that somebody was renamed from, the new
one is told. Without user IDs everybody is told.
The exit code is 1 when there is no user of one of the IDs.
With --photo the person in a photo is searched for in the collection, as "faceenroll identify"
does it, and the status of whoever is found is told. The options that say what a photo must be
and the key are for that. Exit code 3: nobody is found, or the photo failed.

Examples:
  $ faceenroll status 1001 1002
  $ faceenroll status --models openvino --json
  $ faceenroll status --tag contractor
  $ faceenroll status --photo applicant.jpg              was this person enrolled before?`;

export function statusCommand(host: CommandHost): Command {
  const command = new Command('status')
    .description('Tell what there is of templates: available, upgrade due, enrolled before.')
    .argument('[user-id...]', 'users; everybody unless told')
    .option('--photo <file>', 'who is found by the face in this photo')
    .addOption(tagOption('who has this tag'));
  return addPhotoOptions(addDatabaseOptions(command))
    .addOption(keyOption())
    .option('--json', 'print one JSON object a line for each user, or for the photo')
    .addHelpText('after', HELP)
    .action(async (userIds: readonly string[], options: StatusOptions, self: Command) => {
      const { status } = await import('./status.js');
      host.exitCode = await status(userIds, options, typedCommand(self, host.io), host.io);
    });
}
