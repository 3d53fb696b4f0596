import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { z } from 'zod';
import { type Answer, success } from '../answer.js';
import { requireNamed } from '../caller.js';
import type { JobWork } from '../jobs/job.js';
import { BATCH_PHOTOS_AT_WORK, BUSY_PAUSE_MS } from '../limits.js';
import type { Ask } from '../route.js';
import type { Server } from '../server.js';
import type { GiveBack } from '../uploads.js';
import { howAnswered, photosOf } from './batch-form.js';
import { type ItemResult, isBusy, isTransient, itemResult, resultOf } from './batch-item.js';
import { enrollOne, type OnePhoto } from './enroll.js';

/** What became of a batch. */
export const batchResult = z.object({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  results: z.array(itemResult).describe('in the order of the photos'),
});

/** Enrolls one photo of a batch. */
type EnrollItem = (index: number, photo: OnePhoto, signal: AbortSignal) => Promise<ItemResult>;

/** Enrolls many faces, each by itself: at once, or as a job. */
export async function enrollBatch(
  server: Server,
  ask: Ask<{ readonly collection: string }>,
): Promise<Answer> {
  const { form, params, headers, signal, key } = ask;
  requireNamed(server.service, key, params.collection);
  const photos = photosOf(form, params.collection, server.service.canCheckLiveness);
  const enroll = itemEnroller(server, ask);
  const how = howAnswered(photos.length, headers.prefer);
  if (how.later) return answerLater(server, ask, photos, enroll, how.wasAsked);
  const results: ItemResult[] = [];
  await eachOf(photos, signal, async (index, photo) => {
    results[index] = await enroll(index, photo, signal);
  });
  signal.throwIfAborted();
  const succeeded = results.filter(({ success }) => success).length;
  const { length: total } = results;
  return success(
    { total, succeeded, failed: total - succeeded, results },
    // A repetition tries again what found no room; photos that are enrolled are there already.
    results.some(isTransient) ? { holds: () => false } : {},
  );
}

function answerLater(
  { jobs }: Server,
  { key, log, takeMemory }: Ask,
  photos: OnePhoto[],
  enroll: EnrollItem,
  wasAsked: boolean,
): Answer {
  const { length } = photos;
  const memory = takeMemory();
  let job: ReturnType<typeof jobs.start>;
  try {
    job = jobs.start(key.keyId, length, workOf(photos, enroll, memory), log);
  } catch (error) {
    memory();
    throw error;
  }
  const headers = {
    location: `/api/v1/jobs/${job.id}`,
    ...(wasAsked && { 'preference-applied': 'respond-async' }),
  };
  return success(job.body(), { status: 202, headers, holds: () => jobs.has(job.id) });
}

/** Enrolls photo after photo, and gives the memory of each back. */
function workOf(photos: OnePhoto[], enroll: EnrollItem, giveBack: GiveBack): JobWork {
  return async (add, stopped) => {
    try {
      await eachOf(photos, stopped, async (index, photo) => {
        const result = await patiently(() => enroll(index, photo, NEVER), stopped);
        if (result) add(result);
        giveBack(photo.image.bytes.length);
      });
    } finally {
      // A job that has ended is known for a while, and its photos are not.
      photos.length = 0;
      giveBack();
    }
  };
}

/** A photo that is being worked on is finished, whoever has gone. */
const NEVER = new AbortController().signal;

/** Tries a photo again while there is no room for it; undefined when that is stopped. */
async function patiently(
  enroll: () => Promise<ItemResult>,
  stopped: AbortSignal,
): Promise<ItemResult | undefined> {
  for (;;) {
    const result = await enroll();
    if (!isBusy(result)) return result;
    if (stopped.aborted) return undefined;
    await setTimeout(BUSY_PAUSE_MS, undefined, { signal: stopped }).catch(() => {});
  }
}

/**
 * Works on several photos at a time, and on those of one user in their order. A photo is let go of
 * when it is done: a job may have hundreds of megabytes of them.
 */
async function eachOf(
  photos: OnePhoto[],
  stopped: AbortSignal,
  work: (index: number, photo: OnePhoto) => Promise<void>,
): Promise<void> {
  const byUser = Map.groupBy(photos.keys(), (index) => photos[index]?.userId);
  await pMap(
    byUser.values(),
    async (indexes) => {
      for (const index of indexes) {
        const photo = photos[index];
        if (!photo || stopped.aborted) return;
        delete photos[index];
        await work(index, photo);
      }
    },
    { concurrency: BATCH_PHOTOS_AT_WORK },
  );
}

/** Holds nothing of the request that a job need not have. */
function itemEnroller({ service }: Server, { key, mayRead, log }: Ask): EnrollItem {
  const { keyId } = key;
  const failed = (err: unknown) => log.error({ err }, 'a photo of a batch failed');
  return (index, photo, signal) =>
    resultOf(
      { index, userId: photo.userId },
      () => enrollOne(service, photo, { keyId, mayRead, signal }),
      failed,
    );
}
