import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options that both imports share, as commander hands them over. */
export interface SharedOptions {
  readonly db: string;
  readonly collection: string;
  readonly ifFaceExists: 'preserve' | 'overwrite' | 'add';
  readonly ignoreCase?: boolean;
  readonly profileImage?: boolean;
  readonly errors?: string;
  readonly dryRun?: boolean;
  readonly workers?: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export interface ImportFacesOptions extends SharedOptions {
  readonly createMissing?: boolean;
  readonly recursive?: boolean;
  readonly idPattern?: RegExp;
}

export interface ImportCsvOptions extends SharedOptions {
  readonly images?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly startRow: number;
  readonly ifUserExists: 'preserve' | 'overwrite';
  readonly missingUsers: 'create' | 'refuse';
  readonly delimiter?: string;
  readonly encoding?: string;
}

/** In the working folder. */
export const DEFAULT_DATABASE = 'faceenroll.db';

/** Adds the options that both imports share. */
export function addSharedOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--if-face-exists <policy>',
        'a face the user has already: keep it, replace it, or add the photo',
      )
        .choices(['preserve', 'overwrite', 'add'])
        .default('preserve'),
    )
    .option('--ignore-case', 'user IDs that differ only in case are one user')
    .option('--profile-image', "an enrolled photo also becomes the user's profile image")
    .addOption(
      new Option('--db <file>', 'the database').env('FACEENROLL_DB').default(DEFAULT_DATABASE),
    )
    .option('--collection <name>', 'the collection of users in the database', 'default')
    .option(
      '--errors <file>',
      'where the error report goes (default: <input>.errors.csv in the working folder)',
    )
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--workers <n>', 'worker threads (default: one for each core)', wholeNumber(1, 256))
    .option('--json', 'print one JSON object a line: each outcome, then a summary')
    .option('--quiet', 'print nothing but errors')
    .option('--verbose', 'tell each outcome on stderr');
}

/** A parser for whole numbers within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
