import { randomBytes } from 'node:crypto';
import { Link, type LinkOptions } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { QueueKey } from '../../../dist/workers/queue/queue-key.js';
import { QueuePool, type QueuePoolSetup } from '../../../dist/workers/queue/queue-pool.js';
import { QueueWorker, type QueueWorkerSetup } from '../../../dist/workers/queue/queue-worker.js';
import type { ExtractorFacts } from '../../../src/domain/extractor.js';
import { fail } from '../../../src/domain/failures.js';
import type { Extraction, ExtractionJob } from '../../../src/domain/sample.js';
import { POLICY } from '../../support/entries.js';

export const EXTRACTOR: ExtractorFacts = {
  encoder: 'test-encoder',
  models: { detector: 'd'.repeat(64), landmarks: 'e'.repeat(64), encoder: 'f'.repeat(64) },
  pipeline: 4,
};

const KEY_BYTES = new Uint8Array(32).fill(7);

export const KEY = new QueueKey(KEY_BYTES);

/** A link whose messages are kept. */
export function linkTo(url: string, options: Partial<LinkOptions> = {}) {
  const told: string[] = [];
  const tell = (message: string): void => void told.push(message);
  const link = new Link(postgresPlace(url), { connections: 3, name: 'test', tell, ...options });
  return { link, told };
}

/** An import with this photo as its only wish. */
export function jobOf(bytes: Uint8Array, more: Partial<ExtractionJob> = {}): ExtractionJob {
  return {
    path: 'photo.jpg',
    bytes,
    knownDigests: [],
    profileImage: false,
    policy: POLICY,
    ...more,
  };
}

/** Photos that are all different. */
export function photos(n: number): readonly Uint8Array[] {
  return Array.from({ length: n }, (_, i) =>
    Buffer.concat([Buffer.from(`${i} `), randomBytes(20)]),
  );
}

/** What an extraction of the test gives: something that only this photo gives. */
export function resultOf(bytes: Uint8Array): Extraction {
  return {
    kind: 'failed',
    failure: fail('FILE_UNREADABLE', { problem: Buffer.from(bytes).toString('hex') }),
  };
}

/** An import over the queue, and what it has told. */
export function importOver(url: string, setup: Partial<QueuePoolSetup> = {}) {
  const { link, told } = linkTo(url);
  const pool = new QueuePool({
    ...{ link, key: KEY_BYTES, extractor: EXTRACTOR, priority: 0 },
    tell: (message) => void told.push(message),
    times: { silentSeconds: 10, lookSeconds: 1, checkMs: 300, aloneMs: 200 },
    ...setup,
  });
  return { pool, told, link };
}

/** A worker whose extraction is the test's, at work until it is stopped. */
export function workerOn(
  url: string,
  extract: (job: ExtractionJob) => Promise<Extraction> = async ({ bytes }) =>
    resultOf(bytes as Uint8Array),
  setup: Partial<QueueWorkerSetup> & { readonly capacity?: number } = {},
) {
  const { capacity = 4, ...others } = setup;
  const { link, told } = linkTo(url);
  const worker = new QueueWorker({
    ...{ link, key: KEY_BYTES, extractor: EXTRACTOR, pool: { capacity, extract } },
    tell: (message) => void told.push(message),
    encoder: () => ({
      encode: async () => ({ kind: 'encoded', embedding: new Float32Array([1, 2]) }),
    }),
    ...others,
  });
  const ending = new AbortController();
  const ended = worker.run(ending.signal);
  ended.catch(() => {});
  return {
    told,
    link,
    ended,
    stop: async () => {
      ending.abort();
      const done = await ended;
      link.stopWaiting();
      await link.close();
      return done;
    },
  };
}
