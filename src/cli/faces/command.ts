import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import type { DeletionOptions } from '../deletion/run-deletion.js';
import { faceColumn } from '../options/columns.js';
import { addDatabaseOptions, type DatabaseOptions } from '../options/database.js';
import { addDeletionOptions } from '../options/deletion.js';
import { addFilterOptions } from '../options/filter.js';
import { addListOptions } from '../options/list.js';
import { jsonObject } from '../options/parsers.js';
import { referenceOption } from '../options/reference.js';
import { addWaitOption } from '../options/wait.js';
import type { FaceListOptions, FaceUpdateOptions } from './list.js';

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

export function facesCommand(host: CommandHost): Command {
  return new Command('faces')
    .description('List, show and delete faces (templates), and change their metadata.')
    .addHelpText('after', HELP)
    .addCommand(listCommand(host))
    .addCommand(showCommand(host))
    .addCommand(updateCommand(host))
    .addCommand(deleteCommand(host));
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list')
    .description('List faces, a page at a time.')
    .option('--user <user-id>', 'of this user');
  return addDatabaseOptions(addListOptions(addFilterOptions(command), faceColumn))
    .addHelpText('after', LIST_HELP)
    .action(async (options: FaceListOptions) => {
      const { listFaces } = await import('./list.js');
      await listFaces(options, host.io);
    });
}

function showCommand(host: CommandHost): Command {
  const command = new Command('show')
    .description('Tell all there is of a face.')
    .argument('<face-id>', 'the face ID, or as much of its beginning as no other face has');
  return addDatabaseOptions(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll faces show 01a1fd18-b2ef')
    .action(async (faceId: string, options: DatabaseOptions & { json?: boolean }) => {
      const { showFace } = await import('./list.js');
      await showFace(faceId, options, host.io);
    });
}

function updateCommand(host: CommandHost): Command {
  const command = new Command('update')
    .description('Replace the metadata of a face, or merge into it.')
    .argument('<face-id>', 'the face ID, or as much of its beginning as no other face has')
    .requiredOption('--metadata <json>', 'a JSON object', jsonObject)
    .option('--merge', 'change just the members that are named')
    .option('--json', 'print the face as one JSON object');
  return addWaitOption(addDatabaseOptions(command))
    .addOption(referenceOption())
    .addHelpText('after', UPDATE_HELP)
    .action(async (faceId: string, options: FaceUpdateOptions) => {
      const { updateFace } = await import('./list.js');
      await updateFace(faceId, options, host.io);
    });
}

function deleteCommand(host: CommandHost): Command {
  const command = new Command('delete')
    .description('Delete single faces; their users stay.')
    .argument('<face-id...>', 'the face IDs, or as much of their beginnings as no other face has');
  return addDatabaseOptions(addDeletionOptions(command))
    .addHelpText('after', DELETE_HELP)
    .action(async (faceIds: readonly string[], options: DeletionOptions) => {
      const { deleteFaces } = await import('./delete.js');
      host.exitCode = await deleteFaces(faceIds, options, host.io);
    });
}
