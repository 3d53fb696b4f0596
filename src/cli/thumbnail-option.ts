import { Option } from 'commander';

/** The option as commander hands it over. */
export interface ThumbnailOptions {
  readonly storeThumbnails: 'aligned' | 'none';
}

/** The option `--store-thumbnails`. */
export function thumbnailOption(): Option {
  return new Option(
    '--store-thumbnails <what>',
    'keep the aligned face of each template, for another model pack to encode, or not',
  )
    .choices(['aligned', 'none'])
    .default('aligned');
}
