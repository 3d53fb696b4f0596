import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type PoolClient, type QueryResult } from 'pg';
import { FatalError } from '../domain/fatal-error.js';
import { isAway, problemOf } from './away.js';
import type { PostgresPlace } from './place.js';

/** Milliseconds between two tries while the server is away: doubled from the first to the last. */
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 10_000;

/** How often it is said that the server is still away. */
const REMIND_EVERY_MS = 60_000;

/** A server that answers nothing for this long is away: no statement here takes a second. */
const ANSWER_MS = 60_000;

const CONNECT_MS = 10_000;

/** Rows of a statement, and how many it touched. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly rowCount: number;
}

/** Where statements go: to a connection of a pool, or to the one of a transaction. */
export interface Statements {
  /** @param values Buffers are sent as they are. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Answer<Row>>;
}

export interface LinkOptions {
  /** Connections at the same time. */
  readonly connections: number;
  /** What the server shows of it: "faceenroll worker". */
  readonly name: string;
  /** Says that the server is away, and that it is back. */
  readonly tell: (message: string) => void;
  /** What each connection begins with. */
  readonly begin?: string;
  /** Milliseconds that the very first statement waits; default: as long as all others, without end. */
  readonly firstMs?: number;
}

/**
 * Connections to a PostgreSQL server that may be restarted or away for a while: a statement waits
 * and is tried again, so each must be one that may be done twice.
 */
export class Link implements Statements {
  readonly #pool: Pool;
  readonly #place: PostgresPlace;
  readonly #options: LinkOptions;
  readonly #began = performance.now();
  readonly #patience = new AbortController();
  #hasAnswered = false;
  #outages = 0;
  /** Since when it is away, and when that was said last; by `performance.now()`. */
  #away: { readonly since: number; told: number } | undefined;

  constructor(place: PostgresPlace, options: LinkOptions) {
    this.#place = place;
    this.#options = options;
    const { begin } = options;
    this.#pool = new Pool({
      connectionString: place.url,
      max: options.connections,
      fallback_application_name: options.name,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      ...(begin !== undefined && {
        onConnect: async (client) => {
          await client.query(begin);
        },
      }),
    });
    // Connections that are idle when the server goes; the next statement notices it.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Host, port and database. */
  get shown(): string {
    return this.#place.shown;
  }

  /** How often it was away, and came back. */
  get outages(): number {
    return this.#outages;
  }

  /** Statements that find the server away fail at once from now on, also those that wait. */
  stopWaiting(): void {
    this.#patience.abort();
  }

  query<Row>(text: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#patiently((client) => answerOf<Row>(client, text, values));
  }

  /** Does all of `work` in one transaction; all of it again when the server goes meanwhile. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#patiently(async (client) => {
      await client.query('BEGIN');
      try {
        const result = await work({
          query: (text, values = []) => answerOf(client, text, values),
        });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // Of a connection that is gone the server rolls back itself.
        if (!isAway(error)) await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /**
   * @throws {FatalError} when the server refuses, when the first statement finds none for too long,
   *   and when it is away after `stopWaiting`.
   */
  async #patiently<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LAST_WAIT_MS)) {
      try {
        const result = await this.#once(work);
        this.#answered();
        return result;
      } catch (error) {
        if (!isAway(error)) throw this.#refused(error);
        const { signal } = this.#patience;
        if (signal.aborted) throw this.#unreachable(error);
        this.#missed(error);
        // Not all at the same moment when it comes back.
        const jitter = 0.5 + Math.random();
        await sleep(waitMs * jitter, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #once<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // Its connection may be broken, or inside a transaction that failed: it is not used again.
      client.release(true);
      throw error;
    }
  }

  #answered(): void {
    this.#hasAnswered = true;
    if (!this.#away) return;
    const seconds = Math.round((performance.now() - this.#away.since) / 1000);
    this.#away = undefined;
    this.#outages += 1;
    this.#options.tell(`PostgreSQL at ${this.shown} answers again after ${seconds} s`);
  }

  #missed(error: unknown): void {
    const now = performance.now();
    const { firstMs } = this.#options;
    if (!this.#hasAnswered && firstMs !== undefined && now - this.#began > firstMs) {
      throw this.#unreachable(error);
    }
    if (this.#away && now - this.#away.told < REMIND_EVERY_MS) return;
    this.#away = { since: this.#away?.since ?? now, told: now };
    this.#options.tell(`Waiting for PostgreSQL at ${this.shown}: ${problemOf(error)}`);
  }

  #unreachable(error: unknown): FatalError {
    return new FatalError(`PostgreSQL at ${this.shown} cannot be reached: ${problemOf(error)}`);
  }

  #refused(error: unknown): unknown {
    const { code } = error as { readonly code?: unknown };
    // Of classes 28 and 3D: no such user, a wrong password, no such database.
    const isRefused = typeof code === 'string' && /^(28|3D)/.test(code);
    if (!isRefused && this.#hasAnswered) return error;
    if (error instanceof FatalError) return error;
    return new FatalError(`PostgreSQL at ${this.shown} refuses: ${problemOf(error)}`, {
      cause: error,
    });
  }
}

async function answerOf<Row>(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<Answer<Row>> {
  const result = await client.query({ text, values: [...values] });
  // Of several statements in one text there are several results.
  const all: readonly QueryResult[] = Array.isArray(result) ? result : [result];
  return {
    rows: all.flatMap(({ rows }) => rows),
    rowCount: all.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
  };
}
