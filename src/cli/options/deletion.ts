import type { Command } from 'commander';
import { referenceOption } from './reference.js';
import { addWaitOption } from './wait.js';

/** Adds the options that are the same wherever something is deleted by its name. */
export function addDeletionOptions(command: Command): Command {
  command
    .option('--dry-run', 'show what would be deleted and delete nothing')
    .option('--yes', 'do not ask; needed without a terminal')
    .option('--json', 'print one JSON object a line: each deletion, then a summary');
  return addWaitOption(command).addOption(referenceOption());
}
