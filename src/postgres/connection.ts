import type { PoolClient, QueryResult } from 'pg';
import { isAway } from './away.js';
import type { Answer, Statements } from './statements.js';
import { type Way, wayOf } from './way.js';

/**
 * A program that is stopped in the middle of a transaction does not hold up others for longer. What
 * long transactions count on is said again: behind a pooler each may be on another connection of the
 * server, whose settings are those of the role.
 */
const BEGIN = [
  'BEGIN ISOLATION LEVEL READ COMMITTED',
  "SET LOCAL idle_in_transaction_session_timeout = '30s'",
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL lock_timeout = 0',
].join('; ');

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
   * Does all of `work` in one transaction, whose statements take nothing more once it is over.
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
    let isOver = false;
    const query = async <Row>(text: string, values?: readonly unknown[]): Promise<Answer<Row>> => {
      // Of several at once, one has failed: after ROLLBACK the others would be done by themselves.
      if (isOver) throw new Error('the transaction is over');
      const [answer] = await Promise.all([this.query<Row>(text, values, answerMs), begun]);
      return answer;
    };
    try {
      const result = await work({ query });
      await begun;
      isOver = true;
      await this.query('COMMIT', [], answerMs);
      return result;
    } catch (error) {
      isOver = true;
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
