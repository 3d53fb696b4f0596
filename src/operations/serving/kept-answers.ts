import type { KeptAnswer, RequestName } from '../../store/answers.js';
import type { Store } from '../../store/store.js';
import { requireWorkingKey } from '../keys/working-key.js';
import type { Serving } from './serving.js';

export type { KeptAnswer, RequestName } from '../../store/answers.js';

/** The database in the transaction that does something. */
export type AtWork = Store;

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
  keepIn(store: AtWork, request: RequestName, answer: KeptAnswer): void;
  /** Forgets the answers made before an instant. */
  sweep(before: string): Promise<void>;
}

/**
 * The answers kept in the database of a service.
 *
 * @param keptMs how long
 */
export function keptAnswers(
  service: Pick<Serving, 'readSealed' | 'write'>,
  keptMs: number,
): KeptAnswers {
  const keepIn: KeptAnswers['keepIn'] = (store, request, answer) => {
    // What is kept for a key was forgotten when it was revoked.
    requireWorkingKey(store, request.keyId);
    const { answers } = store;
    // An answer that is kept no longer must not be in the way of the next one.
    answers.sweep(new Date(Date.parse(answer.createdAt) - keptMs).toISOString());
    answers.keep(request, answer);
  };
  return {
    find: ({ keyId, idempotencyKey }) =>
      service.readSealed(({ answers }) => answers.find(keyId, idempotencyKey)),
    keep: (request, answer) => service.write((store) => keepIn(store, request, answer)),
    keepIn,
    sweep: (before) => service.write(({ answers }) => void answers.sweep(before)),
  };
}
