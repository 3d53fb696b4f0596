import type { PoolClient, QueryResult } from 'pg';
import { isAway } from './away.js';
import type { Answer, Statements } from './statements.js';
import { type Way, wayOf } from './way.js';

/** A program that is stopped in the middle of a transaction does not hold up others for longer. */
const BEGIN =
  "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '30s'";

/** One connection to a server, which fails when the server goes. */
export class Connection implements Statements {
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** @param answerMs milliseconds that it may take; default: as of the pool */
  async query<Row>(
    text: string,
    values: readonly unknown[] = [],
    answerMs?: number,
  ): Promise<Answer<Row>> {
    const time = answerMs === undefined ? {} : { query_timeout: answerMs };
    const result = await this.#client.query({ text, values: [...values], ...time });
    // Of several statements in one text there are several results.
    const all: readonly QueryResult[] = Array.isArray(result) ? result : [result];
    return {
      rows: all.flatMap(({ rows }) => rows),
      rowCount: all.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
    };
  }

  /**
   * Does all of `work` in one transaction.
   *
   * @param answerMs milliseconds that each of its statements may take; default: as of the pool
   */
  async transaction<T>(
    work: (statements: Statements) => Promise<T>,
    answerMs?: number,
  ): Promise<T> {
    // The first statement goes with it.
    const begun = this.#client.query(BEGIN);
    begun.catch(() => {});
    try {
      const result = await work({
        query: (text, values) => this.query(text, values, answerMs),
      });
      await begun;
      await this.#client.query('COMMIT');
      return result;
    } catch (error) {
      // Of a connection that is gone the server rolls back itself.
      if (!isAway(error)) await this.#client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  /**
   * How it is protected, and where it leads.
   *
   * @param verifies whether a certificate that is not trusted ends the connection
   */
  way(verifies: boolean): Way {
    return wayOf(this.#client.connection.stream, verifies);
  }
}
