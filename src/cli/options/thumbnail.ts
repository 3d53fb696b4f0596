import { Option } from 'commander';
import { CHOICES, type Choice } from '../../domain/option-values.js';

/** The option as commander hands it over. */
export interface ThumbnailOptions {
  readonly storeThumbnails: Choice<'storeThumbnails'>;
}

/** The option `--store-thumbnails`. */
export function thumbnailOption(): Option {
  return new Option(
    '--store-thumbnails <what>',
    'keep the aligned face of each template, for another model pack to encode, or not',
  )
    .choices(CHOICES.storeThumbnails)
    .default('aligned');
}
