import type { Command } from 'commander';
import { RULE_OPTIONS } from '../../operations/options/import.js';
import { addRows } from './rows.js';

/** Adds the options that say how a batch meets who is enrolled. */
export function addRuleOptions(command: Command): Command {
  return addRows(command, RULE_OPTIONS);
}
