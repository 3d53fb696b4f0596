import type { Command } from 'commander';
import { status } from '../../operations/status.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
A template is available when the encoder of the model pack made it; "upgrade due" means that
only other encoders made templates of the user. Where the collection itself is of another
encoder, the pack to name with --models is told instead. "enrolled before" means that the user
had a template that is there no longer; of a user ID that somebody was renamed from, the new
one is told. Without user IDs everybody is told. Tables that the collection is published to are
told on stderr, with who is deleted here and may still be there.
The exit code is 1 when there is no user of one of the IDs.
With --photo the person in a photo is searched for in the collection, as "faceenroll identify"
does it, and the status of whoever is found is told. The options that say what a photo must be
and the key are for that. Exit code 3: nobody is found, or the photo failed.

Examples:
  $ faceenroll status 1001 1002
  $ faceenroll status --models openvino --json
  $ faceenroll status --tag contractor
  $ faceenroll status --photo applicant.jpg              was this person enrolled before?`;

/** The command `faceenroll status`. */
export function statusCommand(host: CommandHost): Command {
  return commandOf(status, host, {
    help: HELP,
    shown: { json: jsonOption(' a line for each user, or for the photo') },
    load: async () => (await import('./show.js')).printStatus,
  });
}
