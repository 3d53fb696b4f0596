import { Command } from 'commander';
import { addDatabaseOption } from './database-options.js';
import type { CollectionsOptions } from './run-collections.js';

const HELP = `
Examples:
  $ faceenroll collections list
  $ faceenroll collections create visitors`;

export function collectionsCommand(): Command {
  return new Command('collections')
    .description('List and create collections: sets of users within a database.')
    .addHelpText('after', HELP)
    .addCommand(listCommand())
    .addCommand(createCommand());
}

function listCommand(): Command {
  const command = new Command('list').description('List collections and how many are in them.');
  return addDatabaseOption(command)
    .option('--json', 'print one JSON object a line for each collection')
    .addHelpText('after', '\nExample:\n  $ faceenroll collections list')
    .action(async (options: CollectionsOptions) => {
      const { listCollections } = await import('./run-collections.js');
      listCollections(options);
    });
}

function createCommand(): Command {
  const command = new Command('create')
    .description('Create an empty collection; an import also creates the one it names.')
    .argument('<name>', 'its name');
  return addDatabaseOption(command)
    .addHelpText('after', '\nExample:\n  $ faceenroll collections create visitors')
    .action(async (name: string, options: CollectionsOptions) => {
      const { createCollection } = await import('./run-collections.js');
      createCollection(name, options);
    });
}
