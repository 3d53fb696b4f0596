import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Link, type LinkOptions } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import type { Statements } from '../../../dist/postgres/statements.js';
import { QueuePool, type QueuePoolSetup } from '../../../dist/workers/queue/import/queue-pool.js';
import { QueueKey } from '../../../dist/workers/queue/queue-key.js';
import {
  QueueWorker,
  type QueueWorkerSetup,
} from '../../../dist/workers/queue/worker/queue-worker.js';
import type { ExtractorFacts } from '../../../src/domain/extractor.js';
import { fail } from '../../../src/domain/failures.js';
import type { Extraction, ExtractionJob } from '../../../src/domain/sample.js';
import { temporaryFolder } from '../../support/cli.js';
import { POLICY } from '../../support/entries.js';
import { poll, rowsOf } from './queue-server.js';

export const EXTRACTOR: ExtractorFacts = {
  encoder: 'test-encoder',
  models: { detector: 'd'.repeat(64), landmarks: 'e'.repeat(64), encoder: 'f'.repeat(64) },
  pipeline: 4,
};

const KEY_BYTES = new Uint8Array(32).fill(7);

export const KEY = new QueueKey(KEY_BYTES);

/** A link whose messages are kept. */
function linkTo(url: string, options: Partial<LinkOptions> = {}) {
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

/** An extraction that notes what it is given, and hangs at some photos until it is released. */
export function noted(hangsAt: (bytes: Uint8Array) => boolean = () => false) {
  const seen: string[] = [];
  const released = Promise.withResolvers<void>();
  let isReleased = false;
  const extract = async ({ bytes = new Uint8Array() }: ExtractionJob): Promise<Extraction> => {
    seen.push(Buffer.from(bytes).toString('hex'));
    if (isReleased || !hangsAt(bytes)) return resultOf(bytes);
    await released.promise;
    return { kind: 'known', digest: 'too late' };
  };
  const release = (): void => {
    isReleased = true;
    released.resolve();
  };
  return { seen, extract, release };
}

/** An extraction of some milliseconds that notes how many went on at once. */
export function counted(ms: number) {
  let [atOnce, most] = [0, 0];
  const extract = async ({ bytes = new Uint8Array() }: ExtractionJob): Promise<Extraction> => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await sleep(ms);
    atOnce -= 1;
    return resultOf(bytes);
  };
  return { extract, most: () => most };
}

/** Has an import extract photos. */
export function submit(pool: QueuePool, all: readonly Uint8Array[]) {
  return Promise.all(all.map((bytes) => pool.extract(jobOf(bytes))));
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
      encode: async () => ({ kind: 'encoded', embedding: new Float32Array([0.6, 0.8]) }),
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

/** Does everything twice, as when an acknowledgment is lost; photos that were taken and not heard of would have to wait. */
export class TwiceLink extends Link {
  override async query<Row>(text: string, values?: readonly unknown[]) {
    if (!text.includes('SKIP LOCKED')) await super.query<Row>(text, values);
    return super.query<Row>(text, values);
  }

  override async transaction<T>(work: (statements: Statements) => Promise<T>) {
    await super.transaction(work);
    return super.transaction(work);
  }
}

/** Submits photos in a process of its own, and kills it when they are on the queue. */
export async function killedImport(url: string, admin: Link, all: readonly Uint8Array[]) {
  const modules = new URL('../../../dist/', import.meta.url);
  const code = `
    const { Link } = await import('${modules}postgres/link.js');
    const { postgresPlace } = await import('${modules}postgres/place.js');
    const { QueuePool } = await import('${modules}workers/queue/import/queue-pool.js');
    const tell = () => {};
    const link = new Link(postgresPlace('${url}'), { connections: 2, name: 'killed', tell });
    const key = new Uint8Array(32).fill(7);
    const extractor = ${JSON.stringify(EXTRACTOR)};
    const pool = new QueuePool({ link, key, extractor, priority: 0, tell });
    process.on('message', (jobs) => jobs.map((job) => pool.extract({ ...job, bytes: Buffer.from(job.hex, 'hex'), hex: undefined })));
    process.send('ready');
  `;
  const script = join(temporaryFolder(), 'import.mjs');
  writeFileSync(script, code);
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise((resolve) => child.once('message', resolve));
  child.send(
    all.map((bytes) => ({
      ...jobOf(bytes),
      bytes: undefined,
      hex: Buffer.from(bytes).toString('hex'),
    })),
  );
  await poll(() => rowsOf(admin, 'photos').catch(() => 0)).toBe(all.length);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
