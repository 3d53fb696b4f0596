import { expect, test } from 'vitest';
import type { ModelPack } from '../../../dist/models/packs.js';
import { queuePool } from '../../../dist/operations/queue/queue-pool.js';
import { quietHost } from '../../../dist/operations/watch/quiet-host.js';
import { temporaryFolder } from '../../support/cli.js';
import { until } from '../../support/stopping.js';
import { typedHost } from '../../support/watching.js';
import { EXTRACTOR } from '../../workers/queue/support.js';

/** Nothing listens there. */
const AWAY = 'postgres://faceenroll@127.0.0.1:1/faceenroll';

test('that PostgreSQL is away is said of each batch of a watch', async () => {
  const said: string[] = [];
  const typed = typedHost(temporaryFolder(), new AbortController().signal, said);
  const key = Buffer.alloc(32).toString('base64');
  const host = quietHost({ ...typed, env: { FACEENROLL_QUEUE_KEY: key } });
  const { encoder, models: digests } = EXTRACTOR;
  for (const batch of [1, 2]) {
    const pool = queuePool(host, { encoder, digests } as ModelPack, { queue: AWAY });
    pool.start();
    await until('it is said', () => said.length >= batch);
    pool.drop(new Error('enough'));
    await pool.close();
  }
  const away =
    'Waiting for PostgreSQL at 127.0.0.1:1/faceenroll: nothing listens there (ECONNREFUSED)';
  expect(said).toEqual([away, away]);
});
