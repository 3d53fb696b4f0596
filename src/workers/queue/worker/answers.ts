import { Loop } from '../loop.js';
import type { PhotoQueue } from '../photo-queue.js';
import { type Answered, answer } from './claims.js';
import type { Hands } from './hands.js';

/** How long answers are gathered: one transaction for all of them. */
const GATHER_MS = 100;

/** Answers of a worker on their way to PostgreSQL. */
export class Answers {
  readonly #queue: PhotoQueue;
  readonly #hands: Hands;
  readonly #loop: Loop;
  #waiting: readonly Answered[] = [];

  constructor(queue: PhotoQueue, hands: Hands, onError: (error: unknown) => void) {
    this.#queue = queue;
    this.#hands = hands;
    this.#loop = new Loop(async () => {
      await this.#handIn();
      return GATHER_MS;
    }, onError);
  }

  add(answered: Answered): void {
    this.#waiting = [...this.#waiting, answered];
  }

  /** Hands in the last ones. */
  async end(): Promise<void> {
    await this.#loop.end();
    await this.#handIn();
  }

  async #handIn(): Promise<void> {
    const answers = this.#waiting;
    if (answers.length === 0) return;
    await answer(this.#queue, answers);
    this.#waiting = this.#waiting.slice(answers.length);
    this.#hands.drop(answers.map(({ photo }) => photo));
  }
}
