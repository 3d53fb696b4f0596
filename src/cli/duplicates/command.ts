import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import { DEFAULT_PACK } from '../../domain/option-values.js';

import type { CommandHost } from '../command-host.js';
import { addDatabaseOptions, type DatabaseOptions } from '../options/database.js';
import { keyOption } from '../options/key.js';
import { cosine, rate } from '../options/parsers.js';
import { type ReferenceOptions, referenceOption } from '../options/reference.js';
import { addWaitOption } from '../options/wait.js';
import type { ScanOptions } from './scan.js';

const HELP = `
Examples:
  $ faceenroll duplicates scan --db faces.db
  $ faceenroll duplicates allow 1001 1002 --reason "twins, seen by reception"`;

const SCAN_HELP = `
Every template is compared with every other one. Users with similar faces are listed in
clusters with their similarities; nothing is changed, and an import may run meanwhile. What a
similarity means comes from "faceenroll calibrate" for the collection, else from the model
pack. A higher --fpir finds more duplicates and raises more false alarms.
The exit code is 3 when duplicates were found.

Examples:
  $ faceenroll duplicates scan
  $ faceenroll duplicates scan --csv > duplicates.csv
  $ faceenroll duplicates scan --similarity 0.75 --json`;

/** The command `faceenroll duplicates` and those below it. */
export function duplicatesCommand(host: CommandHost): Command {
  const duplicates = new Command('duplicates')
    .description('Find faces that are enrolled under several user IDs, and allow twins.')
    .addHelpText('after', HELP);
  return duplicates
    .addCommand(scanCommand(host))
    .addCommand(allowCommand(host))
    .addCommand(revokeCommand(host))
    .addCommand(listCommand(host));
}

function scanCommand(host: CommandHost): Command {
  const command = new Command('scan').description(
    'List users who may be one person: the whole gallery, compared with itself.',
  );
  return addDatabaseOptions(command)
    .addOption(keyOption())
    .option('--models <pack>', 'the model pack that made the templates', DEFAULT_PACK)
    .option(
      '--fpir <rate>',
      'the share of faces that may raise a false alarm in a gallery of this size',
      rate,
      DEFAULT_FPIR,
    )
    .addOption(
      new Option('--similarity <-1..1>', 'the least similarity, in place of --fpir')
        .argParser(cosine)
        .conflicts('fpir'),
    )
    .addOption(new Option('--csv', 'print a CSV: a line for each pair of users').conflicts('json'))
    .option('--json', 'print one JSON object a line: each cluster, then a summary')
    .addHelpText('after', SCAN_HELP)
    .action(async (options: ScanOptions) => {
      const { scanDuplicates } = await import('./scan.js');
      host.exitCode = await scanDuplicates(options, host.io);
    });
}

interface ChangeOptions extends DatabaseOptions, ReferenceOptions {
  readonly json?: boolean;
}

interface AllowOptions extends ChangeOptions {
  readonly reason: string;
}

function allowCommand(host: CommandHost): Command {
  const command = new Command('allow')
    .description('Allow two users to look alike: twins, or an approved second user ID.')
    .argument('<userA>', 'a user ID')
    .argument('<userB>', 'the other one')
    .requiredOption('--reason <text>', 'why; it is kept in the audit', text);
  return addWaitOption(addDatabaseOptions(command))
    .addOption(referenceOption())
    .option('--json', 'print the exception as one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll duplicates allow 1001 1002 --reason twins')
    .action(async (userA: string, userB: string, options: AllowOptions) => {
      const { allowDuplicate } = await import('./exceptions.js');
      await allowDuplicate(userA, userB, options, host.io);
    });
}

function revokeCommand(host: CommandHost): Command {
  const command = new Command('revoke')
    .description('Take an exception back.')
    .argument('<userA>', 'a user ID')
    .argument('<userB>', 'the other one');
  return addWaitOption(addDatabaseOptions(command))
    .addOption(referenceOption())
    .option('--json', 'print the exception that was as one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll duplicates revoke 1001 1002')
    .action(async (userA: string, userB: string, options: ChangeOptions) => {
      const { revokeDuplicate } = await import('./exceptions.js');
      await revokeDuplicate(userA, userB, options, host.io);
    });
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list').description('List the exceptions and their reasons.');
  return addDatabaseOptions(command)
    .option('--json', 'print one JSON object a line for each exception')
    .addHelpText('after', '\nExample:\n  $ faceenroll duplicates list --json')
    .action(async (options: DatabaseOptions & { json?: boolean }) => {
      const { listExceptions } = await import('./exceptions.js');
      listExceptions(options, host.io);
    });
}

function text(value: string): string {
  if (value.trim() !== '') return value.trim();
  throw new InvalidArgumentError('It must say why.');
}
