import { workerData } from 'node:worker_threads';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import { extract, type FaceModels } from '../face/extract.js';
import { ModelSession } from '../models/session.js';
import type { WorkerSetup } from './messages.js';

/** Opened once a thread, when its first photo comes. */
let models: Promise<FaceModels> | undefined;

async function openModels(setup: WorkerSetup): Promise<FaceModels> {
  const [detector, landmarks, encoder] = await Promise.all([
    ModelSession.open(setup.detector),
    ModelSession.open(setup.landmarks),
    ModelSession.open(setup.encoder),
  ]);
  return { detector, landmarks, encoder };
}

/** Entry point of a worker thread: one photo in, a plain answer out. */
export default async function (job: ExtractionJob): Promise<Extraction> {
  models ??= openModels(workerData as WorkerSetup);
  return extract(job, await models);
}
