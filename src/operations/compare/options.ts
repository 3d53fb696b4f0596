import { DEFAULT_FMR, DEFAULT_FPIR } from '../../domain/limits.js';
import { DEFAULT_PACK, RANGES, RATE, wholeFrom } from '../../domain/option-values.js';
import { PROFILE_OPTION, THUMBNAILS_OPTION } from '../options/import.js';
import { WORKERS_OPTION } from '../options/machine.js';
import { PHOTO_OPTIONS } from '../options/photo.js';
import { file, flag, folder, name, number, type ValuesOf } from '../options/row.js';

/** `rate` is the option that it stands in for. */
function similarityOption(rate: string) {
  return {
    similarity: number(RANGES.similarity, 'x')(`the threshold itself, in place of --${rate}`, {
      conflicts: [rate],
    }),
  };
}

/** How photos are extracted. */
const EXTRACTION_OPTIONS = { ...PHOTO_OPTIONS, ...WORKERS_OPTION };

/** Who counts as found. */
const FOUND_OPTIONS = {
  top: number(RANGES.top)('users to tell for a photo at most', { default: 5 }),
  fpir: number(RANGES.fpir, 'rate')('share of searches that may give a false alarm', {
    default: DEFAULT_FPIR,
  }),
  ...similarityOption('fpir'),
};

/** A search that adds nobody's photo. */
export const SEARCH_OPTIONS = { ...FOUND_OPTIONS, ...EXTRACTION_OPTIONS };

export const IDENTIFY_OPTIONS = {
  ...FOUND_OPTIONS,
  autoEnroll: flag('a sure match adds the photo to the templates of the user'),
  autoEnrollFpir: number(
    RATE,
    'rate',
  )(
    "share of searches that may add the photo of a stranger (default: a tenth of --fpir, or less by a pack's table)",
  ),
  ...THUMBNAILS_OPTION,
  ...EXTRACTION_OPTIONS,
};

export type IdentifySettings = ValuesOf<typeof IDENTIFY_OPTIONS>;

export const VERIFY_OPTIONS = {
  fmr: number(RANGES.fmr, 'rate')('share of other people, alike as those measured, who may pass', {
    default: DEFAULT_FMR,
  }),
  ...similarityOption('fmr'),
  ...EXTRACTION_OPTIONS,
};

export const INSPECT_OPTIONS = {
  annotate: folder('write each photo with what was seen drawn into it'),
  ...PROFILE_OPTION,
  ...EXTRACTION_OPTIONS,
};

/** Rates that logarithms can be taken of, and that are rarer than every second time. */
const ALARM_RATE = { least: 1e-9, most: 0.5, example: '0.001' };

export const CALIBRATE_OPTIONS = {
  models: name('the model pack whose templates are compared', {
    ...{ value: 'pack', default: DEFAULT_PACK },
  }),
  fpir: number(ALARM_RATE, 'rate')('how often a new person may give a false alarm', {
    default: DEFAULT_FPIR,
  }),
  seed: number(wholeFrom(1, 2 ** 31))('which part of a large gallery is compared', { default: 1 }),
  plot: file('draw the similarities into this file', { value: 'file.svg' }),
  store: flag('keep the table: searches in this collection use it from now on'),
  force: flag('with --store: keep it, although probable duplicates distort it'),
  forget: flag('measure nothing, and forget the table that was kept', {
    conflicts: ['store', 'force', 'plot'],
  }),
};

export type CalibrateSettings = ValuesOf<typeof CALIBRATE_OPTIONS>;
