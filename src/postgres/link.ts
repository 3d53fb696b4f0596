import { FatalError } from '../domain/fatal-error.js';
import { isAway, isConflict, isRefusal, isUnable, isUnknownHost, problemOf } from './away.js';
import { Connections, type ConnectionsOptions } from './connections.js';
import { Outages } from './outages.js';
import { Patience } from './patience.js';
import type { PostgresPlace } from './place.js';
import type { Answer, Statements } from './statements.js';
import { Stuck, StuckError } from './stuck.js';
import { refuseNobody } from './user.js';
import type { Way } from './way.js';

/** Milliseconds between two tries while the server is away: doubled from the first to the last. */
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 10_000;

/** What waits for longer when others are answered again after an outage will hardly be answered itself. */
const STUCK_MS = 10_000;

const LAST_MS = 5_000;

export interface LinkOptions extends ConnectionsOptions {
  /** Says that the server is away, and that it is back. */
  readonly tell: (message: string) => void;
  /** Milliseconds that a statement waits for the very first answer; default: as long as all others, without end. */
  readonly firstMs?: number;
  /** Milliseconds that any other statement waits for a server that is away; default: without end. */
  readonly mostMs?: number;
  /** Milliseconds that all statements together have after waiting ends; default: five seconds. */
  readonly lastMs?: number;
  /** Milliseconds after which a statement is done again if others are answered after an outage; default: ten seconds. */
  readonly stuckMs?: number;
}

/** The server is away, and there is no use in waiting for it. */
export class UnreachableError extends FatalError {
  override readonly name = 'UnreachableError';
}

/**
 * A link to a PostgreSQL server that may be restarted or away for a while: a statement waits and is
 * tried again, so each must be one that may be done twice.
 */
export class Link implements Statements {
  readonly #place: PostgresPlace;
  readonly #connections: Connections;
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #patience: Patience;
  readonly #outages: Outages;
  readonly #stuck: Stuck;
  #hasAnswered = false;

  /** @throws {UsageError} when the address names no user, or files or ways of TLS that are none. */
  constructor(place: PostgresPlace, options: LinkOptions) {
    refuseNobody(place);
    this.#place = place;
    this.#firstMs = options.firstMs ?? Number.POSITIVE_INFINITY;
    this.#mostMs = options.mostMs ?? Number.POSITIVE_INFINITY;
    this.#patience = new Patience(options.lastMs ?? LAST_MS);
    this.#outages = new Outages(place.shown, options.tell);
    this.#stuck = new Stuck(options.stuckMs ?? STUCK_MS);
    this.#connections = new Connections(place.url, options, this.#patience);
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

  /** @param answerMs milliseconds that it may take; default: as of the link */
  query<Row>(
    text: string,
    values: readonly unknown[] = [],
    answerMs?: number,
  ): Promise<Answer<Row>> {
    return this.#patiently(() =>
      this.#connections.use((connection) =>
        this.#stuck.watch(connection.query<Row>(text, values, answerMs)),
      ),
    );
  }

  /**
   * Does all of `work` in one transaction; all of it again when the server goes meanwhile.
   *
   * @param answerMs milliseconds that each of its statements may take; default: as of the link
   */
  transaction<T>(work: (statements: Statements) => Promise<T>, answerMs?: number): Promise<T> {
    return this.#patiently(() =>
      this.#connections.use((connection) => {
        const done = connection.transaction(work, answerMs);
        // Who gives its statements a time of their own knows that they are long.
        return answerMs === undefined ? this.#stuck.watch(done) : done;
      }),
    );
  }

  /** How its connections are protected, and where they lead. */
  way(): Promise<Way> {
    return this.#patiently(() => this.#connections.way());
  }

  /** Ends the connections; statements that wait fail. */
  async close(): Promise<void> {
    this.stopWaiting();
    await this.#connections.end();
    this.#outages.settle();
  }

  /**
   * @throws {FatalError} when the server refuses.
   * @throws {UnreachableError} when the first statement finds none for too long, and when it is away
   *   after `stopWaiting`.
   */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const statement = Symbol();
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      try {
        const result = await work();
        this.#hasAnswered = true;
        if (this.#outages.answered(statement)) this.#stuck.giveUp();
        return result;
      } catch (error) {
        if (isConflict(error) && !this.#patience.isOver) {
          await this.#patience.pause(FIRST_WAIT_MS);
          continue;
        }
        if (error instanceof StuckError) continue;
        if (!this.#isAway(error) || this.#isOver(began)) {
          this.#outages.left(statement);
          throw this.#isAway(error) ? this.#unreachable(error) : this.#refused(error);
        }
        this.#outages.missed(statement, error);
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
