import { type Command, Option } from 'commander';

/** In the working folder. */
const DEFAULT_DATABASE = 'faceenroll.db';

/** Options of the commands that work on a database as a whole. */
interface DatabaseOption {
  readonly db: string;
}

/** Options of the commands that work on a database that is there already. */
export interface DatabaseOptions extends DatabaseOption {
  readonly collection: string;
}

function databaseOption(): Option {
  return new Option('--db <file>', 'the database').env('FACEENROLL_DB').default(DEFAULT_DATABASE);
}

/** Which database, for what concerns all of its collections. */
export function addDatabaseOption(command: Command): Command {
  return command.addOption(databaseOption());
}

/** Adds the options that name a database and a collection in it. */
export function addDatabaseOptions(command: Command): Command {
  return addDatabaseOption(command).option(
    '--collection <name>',
    'the collection of users in the database',
    'default',
  );
}
