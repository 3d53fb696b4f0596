import type { Connection } from './database.js';
import { answerPlace } from './secrets/place.js';
import type { Vault } from './secrets/vault.js';

/** Which request an answer is for: the client's own key for it, among those of an API key. */
export interface RequestName {
  readonly keyId: string;
  readonly idempotencyKey: string;
}

/** An answer that is kept for a request that is repeated. */
export interface KeptAnswer {
  /** Of all that the request said: another request must not get this answer. */
  readonly requestSha256: string;
  /** What it concerns; null for more than one user, or for no collection. */
  readonly collection: string | null;
  /** As it is stored. */
  readonly userId: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly createdAt: string;
}

interface Row extends Omit<KeptAnswer, 'headers'> {
  readonly headers: string;
  readonly body: Buffer;
}

/**
 * Answers of the server that are kept for a while, so that a request that is repeated is done once.
 * They go with the user, the collection or the API key that they concern.
 */
export class Answers {
  readonly #vault: Vault;
  readonly #get;
  readonly #insert;
  readonly #sweep;

  constructor(db: Connection, vault: Vault) {
    this.#vault = vault;
    this.#get = db.prepare<[string, string], Row>(
      `SELECT request_sha256 AS requestSha256, collection, user_id AS userId, status, headers, body,
              created_at AS createdAt
       FROM http_answers WHERE key_id = ? AND idempotency_key = ?`,
    );
    this.#insert = db.prepare<object>(
      `INSERT INTO http_answers
         (key_id, idempotency_key, request_sha256, collection, user_id, status, headers, body, created_at)
       VALUES (@keyId, @idempotencyKey, @requestSha256, @collection, @userId, @status, @headers, @body, @createdAt)`,
    );
    this.#sweep = db.prepare<[string]>('DELETE FROM http_answers WHERE created_at < ?');
  }

  /** The answer to a request; undefined if there is none, or its key was destroyed. */
  find(keyId: string, idempotencyKey: string): KeptAnswer | undefined {
    const row = this.#get.get(keyId, idempotencyKey);
    if (!row) return undefined;
    const body = this.#vault.tryOpen(answerPlace({ keyId, idempotencyKey, ...row }), row.body);
    return body && { ...row, headers: JSON.parse(row.headers), body };
  }

  /**
   * Keeps an answer. Call it in the transaction that does what it tells.
   *
   * @throws if there is an answer to the request already: what was to be done twice is not.
   */
  keep(request: RequestName, answer: KeptAnswer): void {
    const own = { ...request, ...answer };
    this.#insert.run({
      ...own,
      headers: JSON.stringify(answer.headers),
      body: this.#vault.seal(answerPlace(own), answer.body),
    });
  }

  /** Forgets the answers made before an instant; returns how many. Call it in a transaction. */
  sweep(before: string): number {
    return this.#sweep.run(before).changes;
  }
}

/** Forgets the answers about users of a collection, and those about several users, who may be among them. */
export function forgetAnswersAbout(
  db: Connection,
  collection: string,
  userIds: readonly string[],
): void {
  if (userIds.length === 0) return;
  db.prepare<[string, string]>(
    `DELETE FROM http_answers WHERE collection = ?
       AND (user_id IS NULL OR user_id IN (SELECT value FROM json_each(?)))`,
  ).run(collection, JSON.stringify(userIds));
}
