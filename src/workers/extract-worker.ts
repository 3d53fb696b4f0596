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
import { type ExtractionTask, OPEN_MODELS, TRY_MODELS } from './messages.js';

/** Opened once per thread. */
let models: Promise<FaceModels> | undefined;

async function open(pack: PackModels): Promise<FaceModels> {
  const opened = await openFaceModels(pack);
  const { session, format } = opened.encoder;
  return { ...opened, encoder: { session: together(session), format } };
}

/** Entry point of a worker thread: takes one photo, returns a plain object. */
export default async function (
  task: ExtractionTask,
): Promise<Extraction | Fitting | Pictured | undefined> {
  models ??= open(workerData as PackModels);
  const opened = await models;
  if (task === OPEN_MODELS) return undefined;
  if (task === TRY_MODELS) {
    await tryModels(opened);
    return undefined;
  }
  if ('shows' in task) return picturePhoto(task, opened);
  return 'profile' in task ? fitPhoto(task, opened) : extract(task, opened);
}
