import type { ExtractionPool } from '../../workers/pool.js';

type Extracts = Pick<ExtractionPool, 'capacity' | 'extract'>;
type Encodes = Pick<ExtractionPool, 'encode'>;

/** What a worker has at work, and how long each photo took. */
export class AtWork {
  #count = 0;

  /** @param onTaken hears the seconds of each photo or face, from its turn to its answer */
  constructor(private readonly onTaken: (seconds: number) => void) {}

  /** Photos and faces that are at work now. */
  get count(): number {
    return this.#count;
  }

  /** A pool whose photos are counted. */
  extracting(pool: Extracts): Extracts {
    return {
      get capacity() {
        return pool.capacity;
      },
      extract: (job) => this.#timed(() => pool.extract(job)),
    };
  }

  /** A pool whose faces are counted. */
  encoding(pool: Encodes): Encodes {
    return { encode: (job) => this.#timed(() => pool.encode(job)) };
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
      this.onTaken((performance.now() - began) / 1000);
    }
  }
}
