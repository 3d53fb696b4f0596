import { Command } from 'commander';
import { addDatabaseOptions, type DatabaseOptions } from './database-options.js';
import { addFilterOptions } from './filter-options.js';
import { faceColumn } from './list-columns.js';
import { addListOptions } from './list-options.js';
import { jsonObject } from './parsers.js';
import type { FaceListOptions, FaceUpdateOptions } from './run-faces.js';

const HELP = `
Examples:
  $ faceenroll faces list --quality-below 0.6
  $ faceenroll faces show 01a1fd18-b2ef`;

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

export function facesCommand(): Command {
  return new Command('faces')
    .description('List and show faces (templates), and change their metadata.')
    .addHelpText('after', HELP)
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(updateCommand());
}

function listCommand(): Command {
  const command = new Command('list')
    .description('List faces, a page at a time.')
    .option('--user <user-id>', 'of this user');
  return addDatabaseOptions(addListOptions(addFilterOptions(command), faceColumn))
    .addHelpText('after', LIST_HELP)
    .action(async (options: FaceListOptions) => {
      const { listFaces } = await import('./run-faces.js');
      await listFaces(options);
    });
}

function showCommand(): Command {
  const command = new Command('show')
    .description('Tell all there is of a face.')
    .argument('<face-id>', 'the face ID, or as much of its beginning as no other face has');
  return addDatabaseOptions(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll faces show 01a1fd18-b2ef')
    .action(async (faceId: string, options: DatabaseOptions & { json?: boolean }) => {
      const { showFace } = await import('./run-faces.js');
      await showFace(faceId, options);
    });
}

function updateCommand(): Command {
  const command = new Command('update')
    .description('Replace the metadata of a face, or merge into it.')
    .argument('<face-id>', 'the face ID, or as much of its beginning as no other face has')
    .requiredOption('--metadata <json>', 'a JSON object', jsonObject)
    .option('--merge', 'change just the members that are named')
    .option('--json', 'print the face as one JSON object');
  return addDatabaseOptions(command)
    .addHelpText('after', UPDATE_HELP)
    .action(async (faceId: string, options: FaceUpdateOptions) => {
      const { updateFace } = await import('./run-faces.js');
      await updateFace(faceId, options);
    });
}
