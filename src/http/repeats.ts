import type {
  AtWork,
  KeptAnswer,
  KeptAnswers,
  RequestName,
} from '../operations/serving/kept-answers.js';
import { ANSWERS_KEPT_MS } from './limits.js';
import { Problem } from './problem.js';

/** Seconds after which whoever repeated a request too early should do so again. */
const TRY_AGAIN_AFTER = 1;

interface Held {
  readonly answer: KeptAnswer;
  readonly holds: () => boolean;
}

/**
 * Requests that name themselves by an `Idempotency-Key`: those being worked on, and the answers of
 * others. Two servers on one database do not know what the other works on; the database keeps one
 * answer all the same.
 */
export class Repeats {
  readonly #answers: KeptAnswers;
  readonly #now: () => number;
  readonly #atWork = new Set<string>();
  readonly #held = new Map<string, Held>();

  constructor(answers: KeptAnswers, now: () => number = Date.now) {
    this.#answers = answers;
    this.#now = now;
  }

  /**
   * Begins a request that has arrived as a whole; returns what ends it.
   *
   * @throws {Problem} while another one of this name is being worked on.
   */
  begin(name: RequestName): () => void {
    this.refuse(name);
    const id = idOf(name);
    this.#atWork.add(id);
    return () => void this.#atWork.delete(id);
  }

  /** @throws {Problem} while a request of this name is being worked on. */
  refuse(name: RequestName): void {
    if (!this.#atWork.has(idOf(name))) return;
    throw new Problem('IN_PROGRESS', 'a request with this Idempotency-Key is being worked on', {
      advice: 'Repeat it when that one has ended, to get its answer.',
      retryAfter: TRY_AGAIN_AFTER,
    });
  }

  /**
   * The answer that a request got before.
   *
   * @throws {Problem} when the request of this name was another one.
   */
  find(name: RequestName, requestSha256: string): KeptAnswer | undefined {
    const answer = this.#heldOf(name) ?? this.#answers.find(name);
    if (!answer || answer.createdAt < this.#oldest()) return undefined;
    if (answer.requestSha256 === requestSha256) return answer;
    throw new Problem(
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key came with another request before',
      { advice: 'Make a new key for each request, and repeat it only with the same request.' },
    );
  }

  /** Keeps an answer in memory, as long as it holds. */
  hold(name: RequestName, answer: KeptAnswer, holds: () => boolean): void {
    for (const [id, held] of this.#held) if (!held.holds()) this.#held.delete(id);
    if (holds()) this.#held.set(idOf(name), { answer, holds });
  }

  /** Keeps an answer in the database. */
  keep(name: RequestName, answer: KeptAnswer): Promise<void> {
    return this.#answers.keep(name, answer);
  }

  /** The same, in the transaction that does what the answer tells. */
  keepIn(store: AtWork, name: RequestName, answer: KeptAnswer): void {
    this.#answers.keepIn(store, name, answer);
  }

  /** Forgets the answers that are kept no longer. */
  sweep(): Promise<void> {
    return this.#answers.sweep(this.#oldest());
  }

  /** Now, as answers have it. */
  instant(): string {
    return new Date(this.#now()).toISOString();
  }

  #oldest(): string {
    return new Date(this.#now() - ANSWERS_KEPT_MS).toISOString();
  }

  #heldOf(name: RequestName): KeptAnswer | undefined {
    const held = this.#held.get(idOf(name));
    return held?.holds() ? held.answer : undefined;
  }
}

/** Neither part has a space. */
function idOf({ keyId, idempotencyKey }: RequestName): string {
  return `${keyId} ${idempotencyKey}`;
}
