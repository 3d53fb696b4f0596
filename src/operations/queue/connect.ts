import type { ExtractorFacts } from '../../domain/extractor.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { PIPELINE_VERSION } from '../../domain/sample.js';
import type { ModelPack } from '../../models/packs.js';
import { Link, type LinkOptions } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { findMasterKey, type KeyNames } from '../database/master-key.js';
import { type Host, reachable } from '../host.js';
import type { QueuePlace } from './check.js';

const QUEUE_KEY: KeyNames = {
  option: '--queue-key-file',
  variable: 'FACEENROLL_QUEUE_KEY',
  fileVariable: 'FACEENROLL_QUEUE_KEY_FILE',
};

/** What whoever has no key does. */
export const MAKE_A_KEY =
  'name the one that all machines share with --queue-key-file, FACEENROLL_QUEUE_KEY_FILE or FACEENROLL_QUEUE_KEY; if there is none yet, make it with "faceenroll key generate queue.key", and copy it to all machines';

/** Connections of each program to the queue: an import's orders, replies, and what pg-boss does by itself. */
export const CONNECTIONS = { import: 4, worker: 3 } as const;

/**
 * Nobody waits for PostgreSQL's disk: photos and answers are gone after a crash of it anyway, and
 * imports send again what is missing.
 */
const NO_WAIT_FOR_DISK = 'SET synchronous_commit = off';

/**
 * Makes the link to a queue; nothing is sent yet.
 *
 * @throws {UsageError} when no queue is named.
 */
export function linkTo(
  { queue }: QueuePlace,
  { tell }: Pick<Host, 'tell'>,
  how: Omit<LinkOptions, 'tell' | 'begin'>,
): Link {
  if (queue === undefined) {
    throw new UsageError(
      'no queue is named: say --queue postgres://<user>@<host>/<database>?sslmode=verify-full, or set FACEENROLL_QUEUE',
    );
  }
  return new Link(postgresPlace(queue), { ...how, tell, begin: NO_WAIT_FOR_DISK });
}

/**
 * The key of a queue, if one is named.
 *
 * @throws {FatalError} when it cannot be read, or is none.
 */
export function namedQueueKey(
  { queueKeyFile }: QueuePlace,
  host: Pick<Host, 'env' | 'cwd' | 'note'>,
): MasterKey | undefined {
  const { FACEENROLL_QUEUE_KEY, FACEENROLL_QUEUE_KEY_FILE: file } = host.env;
  const env = { FACEENROLL_QUEUE_KEY, FACEENROLL_QUEUE_KEY_FILE: file && reachable(host, file) };
  return findMasterKey(queueKeyFile, host.note, env, QUEUE_KEY);
}

/** @throws {FatalError} when no key is named, or it cannot be read. */
export function queueKey(place: QueuePlace, host: Pick<Host, 'env' | 'cwd' | 'note'>): Uint8Array {
  const key = namedQueueKey(place, host);
  if (key) return key.bytes;
  throw new FatalError(`photos on the queue are encrypted, and no key is given: ${MAKE_A_KEY}`);
}

/** What a pack makes samples with. */
export function extractorFacts({ encoder, digests }: ModelPack): ExtractorFacts {
  return { encoder, models: digests, pipeline: PIPELINE_VERSION };
}
