/**
 * A process with many workers of the queue that only sleep for the time of an extraction; all else is
 * what real ones do: claims, opening, sealing, answers. Told by its parent: { url, key, extractor,
 * workers, threads, sleepMs, sample, connections }. Ends when it is disconnected.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { linkTo } from '../../dist/operations/queue/connect.js';
import { sha256 } from '../../dist/system/sha256.js';
import { TASKS_PER_THREAD } from '../../dist/workers/messages.js';
import { QueueWorker } from '../../dist/workers/queue/worker/queue-worker.js';

const ending = new AbortController();
process.once('disconnect', () => ending.abort());
process.once('message', async (setup) => {
  const { url, key, extractor, workers, threads, sleepMs, sample, connections, sharedFolder } =
    setup;
  const link = linkTo(
    { queue: url },
    { tell: () => {} },
    { connections, name: 'faceenroll worker' },
  );
  const answer = deserialize(Buffer.from(sample, 'base64'));
  const works = Array.from({ length: workers }, () =>
    new QueueWorker({
      ...{ link, key: Buffer.from(key, 'hex'), extractor, tell: () => {} },
      pool: sleepingPool(threads, sleepMs, answer),
      encoder: () => undefined,
      photosFolder: sharedFolder,
    }).run(ending.signal),
  );
  await Promise.all(works);
  await link.close();
});

/** As many photos at once as a pool of threads has, each of which takes one at a time. */
function sleepingPool(threads, sleepMs, answer) {
  const busyUntil = new Array(threads).fill(0);
  return {
    capacity: threads * TASKS_PER_THREAD.extract + 1,
    extract: async ({ bytes }) => {
      const thread = busyUntil.indexOf(Math.min(...busyUntil));
      const now = performance.now();
      const end = Math.max(now, busyUntil[thread]) + sleepMs;
      busyUntil[thread] = end;
      if (sleepMs > 0) await sleep(end - now);
      // An import takes no other photo's sample.
      return { ...answer, sample: { ...answer.sample, digest: sha256(bytes) } };
    },
  };
}
