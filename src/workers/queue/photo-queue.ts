import { type Db, PgBoss } from 'pg-boss';
import type { ExtractorFacts } from '../../domain/extractor.js';
import { isForbidden, isMissing } from '../../postgres/away.js';
import type { Link } from '../../postgres/link.js';
import type { Statements } from '../../postgres/statements.js';
import type { QueueKey } from './queue-key.js';
import { hasTables, notAllowed } from './tables/format.js';
import { SCHEMA, TABLES } from './tables/tables.js';
import { QUEUE_TIMES, type QueueTimes } from './times.js';

/** pg-boss counts every death of a worker that has a photo in hand; photos to blame are found another way. */
const MANY_RETRIES = 1_000_000;

/** A day, the most that pg-boss takes: workers say every few seconds that they are alive. */
const MOST_SECONDS = 86_400;

/** How long photos may wait for a worker: their import says when. */
const WAIT_SECONDS = 3_650 * 86_400;

/** How often tables are made that are gone when they are to be used. */
const MOST_TRIES = 3;

/** A photo that a worker has in hand. */
export interface Claim {
  readonly id: string;
  /** How many workers had it before. */
  readonly retryCount: number;
}

interface OpenOptions {
  /** Whether it looks for photos whose worker is gone. */
  readonly supervises: boolean;
  readonly times?: QueueTimes;
}

/**
 * pg-boss on a schema of its own: which photo is whose turn, and whose worker is gone. What is to be
 * done, and what came of it, lies in our tables; see tables.ts.
 */
export class PhotoQueue {
  readonly #boss: PgBoss;

  private constructor(
    readonly link: Link,
    boss: PgBoss,
    /** The queue of the photos for one extractor and key: others never get them. */
    readonly name: string,
    private readonly times: QueueTimes,
  ) {
    this.#boss = boss;
  }

  /**
   * Sets up what is not there yet, and opens the queue of an extractor and a key.
   *
   * @throws {FatalError} when the tables are of another version, or may not be made.
   */
  static async open(
    link: Link,
    extractor: ExtractorFacts,
    key: QueueKey,
    options: OpenOptions,
  ): Promise<PhotoQueue> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await PhotoQueue.#opened(link, queueName(extractor, key), options);
      } catch (error) {
        // A crash has taken away meanwhile what another program had just made.
        if (isMissing(error) && tries < MOST_TRIES) continue;
        throw isForbidden(error) ? notAllowed(link, error) : error;
      }
    }
  }

  static async #opened(
    link: Link,
    name: string,
    { supervises, times = QUEUE_TIMES }: OpenOptions,
  ): Promise<PhotoQueue> {
    const boss = bossOn(link, supervises, times);
    try {
      await setUp(link, boss);
      await boss.createQueue(name, {
        retryLimit: MANY_RETRIES,
        expireInSeconds: MOST_SECONDS,
        retentionSeconds: WAIT_SECONDS,
      });
      await reachDisk(link);
    } catch (error) {
      await stop(boss);
      throw error;
    }
    return new PhotoQueue(link, boss, name, times);
  }

  /** Lets workers have these photos, in a transaction that stores them. */
  async put(photos: readonly string[], priority: number, within: Statements): Promise<void> {
    const heartbeatSeconds = this.times.silentSeconds;
    const jobs = photos.map((id) => ({ id, priority, heartbeatSeconds }));
    await this.#boss.insert(this.name, jobs, { db: adapterOf(within) });
  }

  /** Takes the photos whose turn it is: those of the highest priority, then the oldest. */
  async take(atMost: number): Promise<readonly Claim[]> {
    const jobs = await this.#boss.fetch(this.name, { batchSize: atMost });
    return jobs.map(({ id, retryCount }) => ({ id, retryCount }));
  }

  /** Says that these photos are still worked on, and returns how many of them nobody else has meanwhile. */
  async touch(claims: readonly Claim[], within: Statements = this.link): Promise<number> {
    if (claims.length === 0) return 0;
    const db = adapterOf(within);
    return affectedBy(await this.#boss.touch(this.name, [...claims], { db }));
  }

  /** Gives a photo back, and returns whether nobody else has it meanwhile; others may have it at once. */
  async giveBack(claim: Claim, within: Statements): Promise<boolean> {
    const db = adapterOf(within);
    const failed = await this.#boss.fail(this.name, [claim], undefined, { db });
    return affectedBy(failed) > 0;
  }

  /** Takes photos off the queue, whoever has them. */
  async remove(photos: readonly string[], within: Statements = this.link): Promise<void> {
    if (photos.length === 0) return;
    await this.#boss.deleteJob(this.name, [...photos], { db: adapterOf(within) });
  }

  /** Ends its timers; the link is its owner's. */
  async close(): Promise<void> {
    await stop(this.#boss);
  }
}

/**
 * Makes the tables that are not there yet.
 *
 * @throws {FatalError} when they are of another version.
 */
export async function makeTables(link: Link): Promise<void> {
  const boss = bossOn(link, false);
  try {
    await setUp(link, boss);
  } finally {
    await stop(boss);
  }
}

function bossOn(link: Link, supervises: boolean, { lookSeconds } = QUEUE_TIMES): PgBoss {
  const boss = new PgBoss({
    db: adapterOf(link),
    schema: SCHEMA,
    schedule: false,
    supervise: supervises,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    // The tables are small, and not ours where an administrator has made them.
    reindex: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  // Its timers find the server away; statements of ours wait for it and say so.
  boss.on('error', () => {});
  return boss;
}

async function stop(boss: PgBoss): Promise<void> {
  await boss.stop({ close: false, graceful: false }).catch(() => {});
}

/** Tells extractors and keys apart, and says nothing of them. */
export function queueName(extractor: ExtractorFacts, key: QueueKey): string {
  const { encoder, pipeline, models } = extractor;
  const { detector, landmarks, encoder: model, liveness = null } = models;
  const facts = ['queue', encoder, pipeline, detector, landmarks, model, liveness];
  return `photos-${key.mark(JSON.stringify(facts)).toString('hex').slice(0, 16)}`;
}

/** Jobs that a command of pg-boss changed; its type does not say what its documentation does. */
function affectedBy(response: object): number {
  return (response as { readonly affected: number }).affected;
}

/** Makes the tables unless they are there. */
async function setUp(link: Link, boss: PgBoss): Promise<void> {
  // Before pg-boss makes its tables newer than programs on other machines know them.
  await hasTables(link);
  await boss.start();
  if (await hasTables(link)) return;
  await link.transaction(async (within) => {
    // Two programs that come first at the same moment: one makes them, the other waits.
    await within.query(`SELECT pg_advisory_xact_lock(hashtext('${SCHEMA}'))`);
    await within.query(TABLES);
  });
}

/**
 * Waits until PostgreSQL's disk has tables and queue. Statements of a queue do not wait for it, and a
 * crash would take them away from those that use them.
 */
async function reachDisk(link: Link): Promise<void> {
  await link.transaction(async (within) => {
    await within.query('SET LOCAL synchronous_commit = local');
    // Only who writes waits: then for all that was written before, too.
    await within.query(`UPDATE ${SCHEMA}.format SET version = version`);
  });
}

/** Statements as pg-boss calls them. */
function adapterOf(statements: Statements): Db {
  return {
    executeSql: async (text, values = []) => {
      const { rows } = await statements.query(text, values);
      return { rows: [...rows] };
    },
  };
}
