import { createHash } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { ExtractorFacts } from '../../domain/extractor.js';
import { isForbidden } from '../../postgres/away.js';
import type { Answer, Link, Statements } from '../../postgres/link.js';
import { hasTables, notAllowed } from './format.js';
import { SCHEMA, TABLES } from './tables.js';

/** Seconds after which a photo is given to another worker when its own says nothing. */
const SILENT_SECONDS = 30;

/** Seconds between two looks for such photos. */
const LOOK_SECONDS = 10;

/** pg-boss counts every death of a worker that has a photo in hand; photos to blame are found another way. */
const MANY_RETRIES = 1_000_000;

/** A day, the most that pg-boss takes: workers say every few seconds that they are alive. */
const MOST_SECONDS = 86_400;

/** A photo that a worker has in hand. */
export interface Claim {
  readonly id: string;
  /** How many workers had it before. */
  readonly retryCount: number;
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
    /** The queue of the photos for one extractor: others never get them. */
    readonly name: string,
  ) {
    this.#boss = boss;
  }

  /**
   * Sets up what is not there yet, and opens the queue of an extractor.
   *
   * @param supervises whether it looks for photos whose worker is gone
   * @throws {FatalError} when the tables are of another version, or may not be made.
   */
  static async open(
    link: Link,
    extractor: ExtractorFacts,
    { supervises }: { readonly supervises: boolean },
  ): Promise<PhotoQueue> {
    const boss = new PgBoss({
      db: adapterOf(link),
      schema: SCHEMA,
      schedule: false,
      supervise: supervises,
      superviseIntervalSeconds: LOOK_SECONDS,
      monitorIntervalSeconds: LOOK_SECONDS,
      // The tables are small, and not ours where an administrator has made them.
      reindex: false,
      registerInstance: false,
      openTelemetry: { enabled: false },
    });
    // Its timers find the server away; statements of ours wait for it and say so.
    boss.on('error', () => {});
    const name = queueName(extractor);
    try {
      await setUp(link, boss);
      await boss.createQueue(name, {
        retryLimit: MANY_RETRIES,
        expireInSeconds: MOST_SECONDS,
        heartbeatSeconds: SILENT_SECONDS,
      });
    } catch (error) {
      await stop(boss);
      throw isForbidden(error) ? notAllowed(link, error) : error;
    }
    return new PhotoQueue(link, boss, name);
  }

  /** Lets workers have these photos, in a transaction that stores them. */
  async put(photos: readonly string[], priority: number, within: Statements): Promise<void> {
    const jobs = photos.map((id) => ({ id, priority }));
    await this.#boss.insert(this.name, jobs, { db: adapterOf(within) });
  }

  /** Takes the photos whose turn it is: those of the highest priority, then the oldest. */
  async take(atMost: number): Promise<readonly Claim[]> {
    const jobs = await this.#boss.fetch(this.name, { batchSize: atMost });
    return jobs.map(({ id, retryCount }) => ({ id, retryCount }));
  }

  /** Says that these photos are still worked on. */
  async touch(claims: readonly Claim[]): Promise<void> {
    if (claims.length > 0) await this.#boss.touch(this.name, claims.map(plain));
  }

  /** Gives photos back; others may have them at once. */
  async giveBack(claims: readonly Claim[]): Promise<void> {
    if (claims.length > 0) await this.#boss.fail(this.name, claims.map(plain));
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

async function stop(boss: PgBoss): Promise<void> {
  await boss.stop({ close: false, graceful: false }).catch(() => {});
}

/** Its digest tells extractors apart, and says nothing of them. */
export function queueName(extractor: ExtractorFacts): string {
  const { encoder, pipeline, models } = extractor;
  const { detector, landmarks, encoder: model, liveness = null } = models;
  const facts = JSON.stringify([encoder, pipeline, detector, landmarks, model, liveness]);
  return `photos-${createHash('sha256').update(facts).digest('hex').slice(0, 16)}`;
}

function plain({ id, retryCount }: Claim): Claim {
  return { id, retryCount };
}

/** Makes the tables unless they are there. */
async function setUp(link: Link, boss: PgBoss): Promise<void> {
  await boss.start();
  if (await hasTables(link)) return;
  await link.transaction(async (within) => {
    // Two programs that come first at the same moment: one makes them, the other waits.
    await within.query(`SELECT pg_advisory_xact_lock(hashtext('${SCHEMA}'))`);
    await within.query(TABLES);
  });
}

/** Statements as pg-boss calls them. */
function adapterOf(statements: Statements): {
  executeSql(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Answer<unknown>['rows'][number][] }>;
} {
  return {
    executeSql: async (text, values = []) => {
      const { rows } = await statements.query<unknown>(text, values);
      return { rows: [...rows] };
    },
  };
}
