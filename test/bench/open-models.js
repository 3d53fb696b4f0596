/** A process that opens the models as a worker does, and prints how many seconds each step took. */

import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { findPack } from '../../dist/models/packs.js';

const started = performance.now();
const { models } = findPack(DEFAULT_PACK);
const checked = performance.now();
const { openFaceModels, releaseFaceModels } = await import('../../dist/face/models.js');
const loaded = performance.now();
const faceModels = await openFaceModels(models);
const opened = performance.now();
console.log(
  JSON.stringify({
    check: (checked - started) / 1000,
    library: (loaded - checked) / 1000,
    open: (opened - loaded) / 1000,
  }),
);
await releaseFaceModels(faceModels);
