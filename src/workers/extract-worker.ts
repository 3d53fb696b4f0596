import { workerData } from 'node:worker_threads';
import type { Fitting } from '../domain/fitting.js';
import type { Pictured } from '../domain/photo-picture.js';
import type { Extraction } from '../domain/sample.js';
import { extract } from '../face/extract.js';
import { fitPhoto } from '../face/fit.js';
import { type FaceModels, openFaceModels } from '../face/models.js';
import { picturePhoto } from '../face/picture.js';
import { together } from '../face/together.js';
import { tryModels } from '../face/try-models.js';
import type { PackModels } from '../models/packs.js';
import { type ExtractionTask, OPEN_MODELS, TRY_MODELS, type Unopened } from './messages.js';
import { opened } from './opened.js';

/** Opened once per thread. */
let models: Promise<FaceModels> | undefined;

async function open(pack: PackModels): Promise<FaceModels> {
  const all = await openFaceModels(pack);
  const { session, format } = all.encoder;
  return { ...all, encoder: { session: together(session), format } };
}

/** Entry point of a worker thread: takes one photo, returns a plain object. */
export default async function (
  task: ExtractionTask,
): Promise<Extraction | Fitting | Pictured | Unopened | undefined> {
  models ??= open(workerData as PackModels);
  if (task === OPEN_MODELS) return opened(models);
  const all = await models;
  if (task === TRY_MODELS) {
    await tryModels(all);
    return undefined;
  }
  if ('shows' in task) return picturePhoto(task, all);
  return 'profile' in task ? fitPhoto(task, all) : extract(task, all);
}
