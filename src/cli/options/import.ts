import type { Command } from 'commander';
import { RULE_OPTIONS } from '../../operations/options/import.js';
import { PHOTO_OPTIONS } from '../../operations/options/photo.js';
import { addRows } from './rows.js';

/** Options that say what a photo must be. */
export function addPhotoOptions(command: Command): Command {
  return addRows(command, PHOTO_OPTIONS);
}

/** Adds the options that say how a batch meets who is enrolled. */
export function addRuleOptions(command: Command): Command {
  return addRows(command, RULE_OPTIONS);
}
