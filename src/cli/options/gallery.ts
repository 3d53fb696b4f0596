import { type Command, Option } from 'commander';
import { RANGES } from '../../domain/option-values.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import type { PhotoSettings } from '../../operations/options/photo.js';
import { addDatabaseOptions, type DatabaseOptions } from './database.js';
import { keyOption } from './key.js';
import { numberIn } from './parsers.js';
import type { ReferenceOptions } from './reference.js';
import type { ThumbnailOptions } from './thumbnail.js';

import { workersOption } from './workers.js';

/** Options of the commands that compare photos with who is enrolled. */
interface GalleryOptions extends PhotoSettings, DatabaseOptions, KeyOptions {
  readonly similarity?: number;
  readonly workers?: number;
  readonly json?: boolean;
}

/** Options of `faceenroll identify`, as commander hands them over. */
export interface IdentifyOptions
  extends GalleryOptions,
    ThumbnailOptions,
    WaitOptions,
    ReferenceOptions {
  readonly top: number;
  readonly fpir: number;
  readonly autoEnroll?: boolean;
  readonly autoEnrollFpir?: number;
}

/** Options of `faceenroll verify`, as commander hands them over. */
export interface VerifyOptions extends GalleryOptions {
  readonly fmr: number;
}

/** `rate` is the option that --similarity stands in for, under the name of its value. */
export function addGalleryOptions(command: Command, rate: string): Command {
  return addDatabaseOptions(command)
    .addOption(keyOption())
    .addOption(
      new Option('--similarity <x>', `the threshold itself, in place of --${rate}`)
        .argParser(numberIn(RANGES.similarity))
        .conflicts(rate),
    )
    .addOption(workersOption())
    .option('--json', 'print one JSON object a line for each photo');
}
