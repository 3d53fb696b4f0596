import { Command } from 'commander';
import {
  duplicatesAllow,
  duplicatesList,
  duplicatesRevoke,
  duplicatesScan,
} from '../../operations/duplicates.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';
import { SCAN_OUTPUT } from './output.js';

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
  return new Command('duplicates')
    .description('Find faces that are enrolled under several user IDs, and allow twins.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(duplicatesScan, host, {
        help: SCAN_HELP,
        shown: SCAN_OUTPUT,
        load: async () => (await import('./scan.js')).printScan,
      }),
    )
    .addCommand(
      commandOf(duplicatesAllow, host, {
        help: '\nExample:\n  $ faceenroll duplicates allow 1001 1002 --reason twins',
        shown: { json: jsonOption(': the exception') },
        load: async () => (await import('./exceptions.js')).printChange,
      }),
    )
    .addCommand(
      commandOf(duplicatesRevoke, host, {
        help: '\nExample:\n  $ faceenroll duplicates revoke 1001 1002',
        shown: { json: jsonOption(': the exception that was') },
        load: async () => (await import('./exceptions.js')).printChange,
      }),
    )
    .addCommand(
      commandOf(duplicatesList, host, {
        help: '\nExample:\n  $ faceenroll duplicates list --json',
        shown: { json: jsonOption(' a line for each exception') },
        load: async () => (await import('./exceptions.js')).printExceptions,
      }),
    );
}
