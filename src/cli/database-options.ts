import { type Command, Option } from 'commander';
import { DEFAULT_DATABASE } from './options.js';

/** Options of the commands that work on a database as a whole. */
export interface DatabaseOption {
  readonly db: string;
}

/** Options of the commands that work on a database that is there already. */
export interface DatabaseOptions extends DatabaseOption {
  readonly collection: string;
}

/** Which database, for what concerns all of its collections. */
export function addDatabaseOption(command: Command): Command {
  return command.addOption(
    new Option('--db <file>', 'the database').env('FACEENROLL_DB').default(DEFAULT_DATABASE),
  );
}

/** Adds the options that name a database and a collection in it. */
export function addDatabaseOptions(command: Command): Command {
  return addDatabaseOption(command).option(
    '--collection <name>',
    'the collection of users in the database',
    'default',
  );
}
