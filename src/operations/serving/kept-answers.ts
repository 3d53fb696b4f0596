import type { Store } from '../../store/store.js';

/** Which request an answer is for: the client's own key for it, among those of an API key. */
export interface RequestName {
  readonly keyId: string;
  readonly idempotencyKey: string;
}

/** An answer that is kept for a request that is repeated. */
export interface KeptAnswer {
  /** Of all that the request said: another request must not get this answer. */
  readonly requestSha256: string;
  /** What it concerns; null for no collection. */
  readonly collection: string | null;
  /** The only user whom it mentions; null if it may mention others of the collection. */
  readonly userId: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
}

/** Answers in the database, so that a request that is repeated is done once. */
export interface KeptAnswers {
  find(request: RequestName): KeptAnswer | undefined;
  /** Keeps an answer in a transaction of its own. */
  keep(request: RequestName, answer: KeptAnswer): Promise<void>;
  /**
   * Keeps an answer in the transaction that does what it tells.
   *
   * @throws if there is an answer to the request already.
   */
  keepIn(store: Store, request: RequestName, answer: KeptAnswer): void;
  /** Forgets the answers made before an instant. */
  sweep(before: string): Promise<void>;
}

/** The database in the transaction that does something; for `KeptAnswers.keepIn`. */
export type AtWork = Store;
