import type { Command } from 'commander';
import type { WORKERS_OPTION } from '../../operations/options/import.js';
import { PHOTO_OPTIONS } from '../../operations/options/photo.js';
import type { ValuesOf } from '../../operations/options/row.js';
import { addRows } from './rows.js';

/** Options of `faceenroll inspect`. */
export type InspectOptions = ValuesOf<typeof PHOTO_OPTIONS & typeof WORKERS_OPTION> & {
  readonly annotate?: string;
  readonly json?: boolean;
};

/** Options that say what a photo must be. */
export function addPhotoOptions(command: Command): Command {
  return addRows(command, PHOTO_OPTIONS);
}
