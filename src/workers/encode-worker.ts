import { workerData } from 'node:worker_threads';
import type { Encoding } from '../domain/encoding.js';
import { encode } from '../face/encode.js';
import { type EncoderModel, openEncoder } from '../face/models.js';
import { together } from '../face/together.js';
import type { PackModels } from '../models/packs.js';
import type { EncodingTask, Unopened } from './messages.js';
import { opened } from './opened.js';

/** Opened once per thread. */
let encoder: Promise<EncoderModel> | undefined;

async function open(models: PackModels): Promise<EncoderModel> {
  const { session, format } = await openEncoder(models);
  return { session: together(session), format };
}

/** Entry point of a worker thread that encodes stored faces; needs no other model. */
export default async function (task: EncodingTask): Promise<Encoding | Unopened | undefined> {
  encoder ??= open(workerData as PackModels);
  return typeof task === 'string' ? opened(encoder) : encode(task, await encoder);
}
