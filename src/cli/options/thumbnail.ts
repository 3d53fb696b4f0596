import { Option } from 'commander';
import { CHOICES } from '../../domain/option-values.js';

/** The option `--store-thumbnails`. */
export function thumbnailOption(): Option {
  return new Option(
    '--store-thumbnails <what>',
    'keep the aligned face of each template, for another model pack to encode, or not',
  )
    .choices(CHOICES.storeThumbnails)
    .default('aligned');
}
