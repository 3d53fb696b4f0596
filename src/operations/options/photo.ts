import { MIN_LIVENESS } from '../../domain/limits.js';
import { CHOICES, DEFAULT_PACK, RANGES } from '../../domain/option-values.js';
import { choice, name, number, type ValuesOf } from './row.js';

/** What a photo must be. */
export const PHOTO_OPTIONS = {
  models: name('the model pack: see "faceenroll models list"', {
    ...{ value: 'pack', default: DEFAULT_PACK, isRemembered: true },
  }),
  multipleFaces: choice(CHOICES.multipleFaces, 'policy')(
    'several faces in a photo: refuse it, take one that clearly dominates, or the largest',
    { default: 'dominant', isRemembered: true },
  ),
  quality: choice(CHOICES.quality, 'level')(
    'how much a photo may be off: turned, blurred, badly lit ...',
    { default: 'standard', isRemembered: true },
  ),
  minQuality: number(RANGES.minQuality, '0..1')("the least quality, in place of the level's own", {
    isRemembered: true,
  }),
  checkLiveness: choice(CHOICES.checkLiveness, 'when')(
    'refuse photos of prints and screens: when the model is installed, always, or never',
    { default: 'auto', isRemembered: true },
  ),
  minLiveness: number(RANGES.minLiveness, '0..1')('the least liveness', {
    ...{ default: MIN_LIVENESS, isRemembered: true },
  }),
  timeout: number(RANGES.timeout, 'seconds')('time that one photo may take', {
    ...{ default: 60, isRemembered: true },
  }),
};

export type PhotoSettings = ValuesOf<typeof PHOTO_OPTIONS>;
