import { Command } from 'commander';
import { facesDelete, facesList, facesShow, facesUpdate } from '../../operations/faces.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { DELETION_OUTPUT, refuseUnlessAgreed } from '../deletion/output.js';
import { listOutput } from '../options/list.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Examples:
  $ faceenroll faces list --quality-below 0.6
  $ faceenroll faces show 01a1fd18-b2ef
  $ faceenroll faces delete 01a1fd18-b2ef`;

const LIST_HELP = `
Columns: face_id, user_id, collection, slot, encoder, quality, liveness, file_name,
photo_digest, metadata, created_at, updated_at. Options for fields mean those of the face's
user. An import may run meanwhile. The exit code is 0 also when no face is found.

Examples:
  $ faceenroll faces list --quality-below 0.6 --sort quality
  $ faceenroll faces list --user 1001 --json
  $ faceenroll faces list --department Sales --columns user_id,file_name,quality`;

const SHOW_HELP = '\nExample:\n  $ faceenroll faces show 01a1fd18-b2ef';

const UPDATE_HELP = `
--merge is a JSON merge patch (RFC 7396): members that are null are removed, the others are
added or replaced, and what is not named stays.

Examples:
  $ faceenroll faces update 01a1fd18-b2ef --metadata '{"badge":"A7"}'
  $ faceenroll faces update 01a1fd18-b2ef --metadata '{"badge":null}' --merge`;

const DELETE_HELP = `
No search finds a deleted face any more; its user stays. The profile image goes along when it
was made from the same photo and no other face of the user was. When there is no face of one
of the IDs, none is deleted.

Examples:
  $ faceenroll faces delete 01a1fd18-b2ef --dry-run
  $ faceenroll faces delete 01a1fd18-b2ef-7fc8-b34b-7e07affbabe5 --yes`;

/** The command `faceenroll faces` and those below it. */
export function facesCommand(host: CommandHost): Command {
  return new Command('faces')
    .description('List, show and delete faces (templates), and change their metadata.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(facesList, host, {
        help: LIST_HELP,
        shown: listOutput('face'),
        load: async () => (await import('./list.js')).printFaces,
      }),
    )
    .addCommand(
      commandOf(facesShow, host, {
        help: SHOW_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./show.js')).printFace,
      }),
    )
    .addCommand(
      commandOf(facesUpdate, host, {
        help: UPDATE_HELP,
        shown: { json: jsonOption(': the face') },
        load: async () => (await import('./show.js')).printChange,
      }),
    )
    .addCommand(
      commandOf(facesDelete, host, {
        help: DELETE_HELP,
        shown: DELETION_OUTPUT,
        check: refuseUnlessAgreed,
        load: async () => (await import('../deletion/show.js')).showDeletion,
      }),
    );
}
