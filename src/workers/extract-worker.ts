import { workerData } from 'node:worker_threads';
import type { Extraction } from '../domain/sample.js';
import { extract } from '../face/extract.js';
import { type FaceModels, openFaceModels } from '../face/models.js';
import { tryModels } from '../face/try-models.js';
import type { PackModels } from '../models/packs.js';
import { type ExtractionTask, OPEN_MODELS, TRY_MODELS } from './messages.js';

/** Opened once a thread. */
let models: Promise<FaceModels> | undefined;

/** Entry point of a worker thread: one photo in, a plain answer out. */
export default async function (task: ExtractionTask): Promise<Extraction | undefined> {
  models ??= openFaceModels(workerData as PackModels);
  const opened = await models;
  if (task === OPEN_MODELS) return undefined;
  if (task === TRY_MODELS) {
    await tryModels(opened);
    return undefined;
  }
  return extract(task, opened);
}
