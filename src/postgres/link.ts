import { Pool, type PoolClient, type QueryResult } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { FatalError } from '../domain/fatal-error.js';
import { isAway, isConflict, isRefusal, isUnable, isUnknownHost, problemOf } from './away.js';
import { Outages } from './outages.js';
import { passwordOf } from './password.js';
import { Patience } from './patience.js';
import type { PostgresPlace } from './place.js';
import { SESSION } from './session.js';
import { Stuck, StuckError } from './stuck.js';
import { tlsOf } from './tls.js';
import { type Way, wayOf } from './way.js';

/** Milliseconds between two tries while the server is away: doubled from the first to the last. */
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 10_000;

/** A server that answers nothing for this long is away: hardly a statement takes a second. */
const ANSWER_MS = 60_000;

const CONNECT_MS = 10_000;

/** What waits for longer when others are answered again after an outage will hardly be answered itself. */
const STUCK_MS = 10_000;

const LAST_MS = 5_000;

/** A connection that is silent for this long is asked whether the other side is there, every second. */
const KEEP_ALIVE_MS = 10_000;

/** A program that is stopped in the middle of a transaction does not hold up others for longer. */
const BEGIN =
  "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '30s'";

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
  /** Milliseconds that a statement waits for the very first answer; default: as long as all others, without end. */
  readonly firstMs?: number;
  /** Milliseconds that any other statement waits for a server that is away; default: without end. */
  readonly mostMs?: number;
  /** Milliseconds that all statements together have after waiting ends; default: five seconds. */
  readonly lastMs?: number;
  /** Milliseconds after which a server that answers nothing is away; default: a minute. */
  readonly answerMs?: number;
  /** The same while it is connected to; default: ten seconds. */
  readonly connectMs?: number;
  /** Milliseconds after which a statement is done again if others are answered after an outage; default: ten seconds. */
  readonly stuckMs?: number;
}

/** The server is away, and there is no use in waiting for it. */
export class UnreachableError extends FatalError {
  override readonly name = 'UnreachableError';
}

/**
 * Connections to a PostgreSQL server that may be restarted or away for a while: a statement waits
 * and is tried again, so each must be one that may be done twice.
 */
export class Link implements Statements {
  readonly #pool: Pool;
  readonly #place: PostgresPlace;
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #patience: Patience;
  readonly #outages: Outages;
  readonly #stuck: Stuck;
  readonly #verifies: boolean;
  #hasAnswered = false;

  /** @throws {UsageError} when the address names files or ways of TLS that are none. */
  constructor(place: PostgresPlace, options: LinkOptions) {
    this.#place = place;
    this.#firstMs = options.firstMs ?? Number.POSITIVE_INFINITY;
    this.#mostMs = options.mostMs ?? Number.POSITIVE_INFINITY;
    this.#patience = new Patience(options.lastMs ?? LAST_MS);
    this.#outages = new Outages(place.shown, options.tell);
    this.#stuck = new Stuck(options.stuckMs ?? STUCK_MS);
    const { url, ssl } = tlsOf(place.url);
    this.#verifies = typeof ssl !== 'object' || ssl.rejectUnauthorized !== false;
    const { begin } = options;
    this.#pool = new Pool({
      // As `connectionString` its empty password would come before the one that is looked up.
      ...parseIntoClientConfig(url),
      // It is called with whom the password is for, which the types do not say.
      password: passwordOf as () => Promise<string>,
      ...(ssl === undefined ? {} : { ssl }),
      max: options.connections,
      fallback_application_name: options.name,
      connectionTimeoutMillis: options.connectMs ?? CONNECT_MS,
      query_timeout: options.answerMs ?? ANSWER_MS,
      // A statement does not wait for the answer to the one before: on a slow network that is a round trip.
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      onConnect: async (client) => {
        await client.query([...SESSION, ...(begin === undefined ? [] : [begin])].join('; '));
      },
    });
    // Connections that are idle when the server goes; the next statement notices it.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Host, port and database. */
  get shown(): string {
    return this.#place.shown;
  }

  /** Whether a statement waits for it to come back. */
  get isAway(): boolean {
    return this.#outages.isAway;
  }

  /** How often it was away, and came back. */
  get outages(): number {
    return this.#outages.count;
  }

  /** Statements that find the server away fail at once from now on, also those that wait. */
  stopWaiting(): void {
    this.#patience.end();
  }

  query<Row>(text: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    return this.#patiently((client) => this.#stuck.watch(answerOf<Row>(client, text, values)));
  }

  /** How a connection is protected, and where it leads. */
  way(): Promise<Way> {
    return this.#patiently(async ({ connection }) => wayOf(connection.stream, this.#verifies));
  }

  /**
   * Does all of `work` in one transaction; all of it again when the server goes meanwhile.
   *
   * @param answerMs milliseconds that each of its statements may take; default: as of the link
   */
  transaction<T>(work: (statements: Statements) => Promise<T>, answerMs?: number): Promise<T> {
    return this.#patiently((client) => {
      const done = this.#inTransaction(client, work, answerMs);
      // Who gives its statements a time of their own knows that they are long.
      return answerMs === undefined ? this.#stuck.watch(done) : done;
    });
  }

  async #inTransaction<T>(
    client: PoolClient,
    work: (statements: Statements) => Promise<T>,
    answerMs: number | undefined,
  ): Promise<T> {
    // The first statement goes with it.
    const begun = client.query(BEGIN);
    begun.catch(() => {});
    try {
      const result = await work({
        query: (text, values = []) => answerOf(client, text, values, answerMs),
      });
      await begun;
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // Of a connection that is gone the server rolls back itself.
      if (!isAway(error)) await client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  /** Ends the connections; statements that wait fail. */
  async close(): Promise<void> {
    this.stopWaiting();
    // Of a connection that is being made nobody knows how long it takes.
    await this.#patience.inTime(this.#pool.end()).catch(() => {});
  }

  /**
   * @throws {FatalError} when the server refuses.
   * @throws {UnreachableError} when the first statement finds none for too long, and when it is away
   *   after `stopWaiting`.
   */
  async #patiently<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const began = performance.now();
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      try {
        const result = await this.#once(work);
        this.#hasAnswered = true;
        if (this.#outages.answered()) this.#stuck.giveUp();
        return result;
      } catch (error) {
        if (isConflict(error) && !this.#patience.isOver) {
          await this.#patience.pause(FIRST_WAIT_MS);
          continue;
        }
        if (error instanceof StuckError) continue;
        if (!this.#isAway(error)) throw this.#refused(error);
        if (this.#isOver(began)) throw this.#unreachable(error);
        this.#outages.missed(error);
        await this.#patience.pause(waitMs);
        waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
      }
    }
  }

  #isAway(error: unknown): boolean {
    return isAway(error) || (this.#hasAnswered && isUnknownHost(error));
  }

  /** @param began when the statement was tried first, by `performance.now()` */
  #isOver(began: number): boolean {
    if (this.#patience.isOver) return true;
    const mostMs = this.#hasAnswered ? this.#mostMs : this.#firstMs;
    return performance.now() - began > mostMs;
  }

  async #once<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connection();
    try {
      const result = await this.#patience.inTime(work(client));
      client.release();
      return result;
    } catch (error) {
      // Its connection may be broken, or inside a transaction that failed: it is not used again.
      client.release(true);
      throw error;
    }
  }

  async #connection(): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await this.#patience.inTime(connecting);
    } catch (error) {
      connecting.then((client) => client.release(true)).catch(() => {});
      throw error;
    }
  }

  #unreachable(error: unknown): UnreachableError {
    const what = isUnable(error) ? 'cannot be used now' : 'cannot be reached';
    return new UnreachableError(`PostgreSQL at ${this.shown} ${what}: ${problemOf(error)}`);
  }

  #refused(error: unknown): unknown {
    if (error instanceof FatalError) return error;
    if (isUnknownHost(error)) return this.#unreachable(error);
    if (this.#hasAnswered && !isRefusal(error)) return error;
    return new FatalError(`PostgreSQL at ${this.shown} refuses: ${problemOf(error)}`, {
      cause: error,
    });
  }
}

async function answerOf<Row>(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
  answerMs?: number,
): Promise<Answer<Row>> {
  const time = answerMs === undefined ? {} : { query_timeout: answerMs };
  const result = await client.query({ text, values: [...values], ...time });
  // Of several statements in one text there are several results.
  const all: readonly QueryResult[] = Array.isArray(result) ? result : [result];
  return {
    rows: all.flatMap(({ rows }) => rows),
    rowCount: all.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
  };
}
