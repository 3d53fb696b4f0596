/**
 * A process that is nothing but the coordinator's side of the queue: gives photos to its pool, as many
 * at once as an import does. Told by its parent: { url, key, extractor, photos, files }. Tells how many
 * photos are answered as they come, and at its end what it used.
 */

import pMap from 'p-map';
import { linkTo } from '../../dist/operations/queue/connect.js';
import { QueuePool } from '../../dist/workers/queue/import/queue-pool.js';
import { keepYoungGenerationSmall } from '../../dist/workers/small-heap.js';
import { threadSeconds } from './queue-server.js';

const POLICY = { multipleFaces: 'dominant', quality: { level: 'standard' }, timeoutMs: 60_000 };
const TELL_MS = 250;

// As the command does for an import.
keepYoungGenerationSmall();
process.once('message', async ({ url, key, extractor, photos, files, sharedFolder }) => {
  const link = linkTo(
    { queue: url },
    { tell: () => {} },
    { connections: 4, name: 'faceenroll import' },
  );
  const pool = new QueuePool({
    ...{ link, key: Buffer.from(key, 'hex'), extractor, priority: 0, sharedFolder },
    tell: (message) => process.stderr.write(`${message}\n`),
  });
  let done = 0;
  const tell = () => {
    const { user, system } = process.cpuUsage();
    const [mainSeconds, cpuSeconds] = [threadSeconds(), (user + system) / 1e6];
    process.send({ done, mainSeconds, cpuSeconds, rss: process.memoryUsage.rss() });
  };
  const timer = setInterval(tell, TELL_MS);
  await pMap(
    numbers(photos),
    async (i) => {
      const path = files[i % files.length];
      const { kind, failure } = await pool.extract({
        ...{ path, knownDigests: [], profileImage: false, policy: POLICY },
      });
      if (kind !== 'sample') throw new Error(`${path}: ${failure?.code ?? kind}`);
      done += 1;
    },
    { concurrency: pool.capacity },
  );
  clearInterval(timer);
  tell();
  await pool.close();
  process.disconnect();
});

function* numbers(end) {
  for (let i = 0; i < end; i += 1) yield i;
}
