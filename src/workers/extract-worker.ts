import { workerData } from 'node:worker_threads';
import type { Extraction } from '../domain/sample.js';
import { extract, type FaceModels } from '../face/extract.js';
import { ModelSession } from '../models/session.js';
import { OPEN_MODELS, type WorkerSetup, type WorkerTask } from './messages.js';

/** Opened once a thread. */
let models: Promise<FaceModels> | undefined;

async function openModels(setup: WorkerSetup): Promise<FaceModels> {
  const [detector, landmarks, encoder] = await Promise.all([
    ModelSession.open(setup.detector),
    ModelSession.open(setup.landmarks),
    ModelSession.open(setup.encoder),
  ]);
  const models = { detector, landmarks, encoder };
  return setup.liveness === undefined
    ? models
    : { ...models, liveness: await ModelSession.open(setup.liveness) };
}

/** Entry point of a worker thread: one photo in, a plain answer out. */
export default async function (task: WorkerTask): Promise<Extraction | undefined> {
  models ??= openModels(workerData as WorkerSetup);
  const opened = await models;
  return task === OPEN_MODELS ? undefined : extract(task, opened);
}
