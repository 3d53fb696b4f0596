import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import type { DeletionOptions } from '../deletion/run-deletion.js';
import { addDatabaseOption } from '../options/database.js';
import { addDeletionOptions } from '../options/deletion.js';
import type { CollectionsOptions } from './list.js';

const HELP = `
Examples:
  $ faceenroll collections list
  $ faceenroll collections create visitors
  $ faceenroll collections delete visitors`;

const DELETE_HELP = `
Its users go with all that is stored of them, as do exceptions and measured thresholds. The
audit stays. The collection "default" can be deleted, too; an import makes it again.

Examples:
  $ faceenroll collections delete visitors --dry-run
  $ faceenroll collections delete visitors --yes`;

export function collectionsCommand(host: CommandHost): Command {
  return new Command('collections')
    .description('List, create and delete collections: sets of users within a database.')
    .addHelpText('after', HELP)
    .addCommand(listCommand(host))
    .addCommand(createCommand(host))
    .addCommand(deleteCommand(host));
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list').description('List collections and how many are in them.');
  return addDatabaseOption(command)
    .option('--json', 'print one JSON object a line for each collection')
    .addHelpText('after', '\nExample:\n  $ faceenroll collections list')
    .action(async (options: CollectionsOptions) => {
      const { listCollections } = await import('./list.js');
      listCollections(options, host.io);
    });
}

function createCommand(host: CommandHost): Command {
  const command = new Command('create')
    .description('Create an empty collection; an import also creates the one it names.')
    .argument('<name>', 'its name');
  return addDatabaseOption(command)
    .option('--json', 'print the collection as one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll collections create visitors')
    .action(async (name: string, options: CollectionsOptions) => {
      const { createCollection } = await import('./list.js');
      createCollection(name, options, host.io);
    });
}

function deleteCommand(host: CommandHost): Command {
  const command = new Command('delete')
    .description('Delete a collection with all of its users.')
    .argument('<name>', 'its name');
  return addDatabaseOption(addDeletionOptions(command))
    .addHelpText('after', DELETE_HELP)
    .action(async (name: string, options: DeletionOptions) => {
      const { deleteCollection } = await import('./delete.js');
      host.exitCode = await deleteCollection(name, options, host.io);
    });
}
