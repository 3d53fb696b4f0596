import type { Command } from 'commander';
import { PHOTO_OPTIONS } from '../../operations/options/photo.js';
import { addRows } from './rows.js';

/** Options that say what a photo must be. */
export function addPhotoOptions(command: Command): Command {
  return addRows(command, PHOTO_OPTIONS);
}
