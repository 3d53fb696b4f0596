import { Command } from 'commander';
import {
  collectionsCreate,
  collectionsDelete,
  collectionsList,
} from '../../operations/collections.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { DELETION_OUTPUT, refuseUnlessAgreed } from '../deletion/output.js';
import { jsonOption } from '../options/output.js';

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

/** The command `faceenroll collections` and those below it. */
export function collectionsCommand(host: CommandHost): Command {
  return new Command('collections')
    .description('List, create and delete collections: sets of users within a database.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(collectionsList, host, {
        help: '\nExample:\n  $ faceenroll collections list',
        shown: { json: jsonOption(' a line for each collection') },
        load: async () => (await import('./list.js')).printCollections,
      }),
    )
    .addCommand(
      commandOf(collectionsCreate, host, {
        help: '\nExample:\n  $ faceenroll collections create visitors',
        shown: { json: jsonOption(': the collection') },
        load: async () => (await import('./list.js')).printCreated,
      }),
    )
    .addCommand(
      commandOf(collectionsDelete, host, {
        help: DELETE_HELP,
        shown: DELETION_OUTPUT,
        check: refuseUnlessAgreed,
        load: async () => (await import('./delete.js')).showCollection,
      }),
    );
}
