/** Round trips to PostgreSQL from one take to the next: claims, orders, and two more while the bytes come. */
const TRIPS = 4;

/** The most ahead, for each photo that the pool takes: other workers need photos, too. */
const MOST_FOR_SLOT = 3;

/** Weight of the last take in the average of all. */
const WEIGHT = 0.2;

/** A longer round trip was an outage, in milliseconds. */
const MOST_TRIP_MS = 1_000;

/** The most that a take may last, in milliseconds: meanwhile other workers cannot have its photos. */
const MOST_TAKE_MS = 10_000;

/** Photos of the first take, and how many times as many the next one may have. */
const FIRST_PHOTOS = 4;
const GROWTH = 2;

/**
 * Milliseconds between two looks for photos when there are none. All workers of a queue together
 * look 250 times a second at most, which takes PostgreSQL a twelfth of a processor.
 */
const IDLE_MS = { least: 250, forWorker: 4, most: 2_000 } as const;

/** How long a take lasted. */
export interface TakeTimes {
  readonly photos: number;
  /** Until PostgreSQL had said whose turn it is: a round trip. */
  readonly claimMs: number;
  /** Until their orders were here. */
  readonly readMs: number;
}

/**
 * How many photos a worker takes, by its way to PostgreSQL: in another town more ahead, so that its
 * pool has some while the next ones are on their way; over a narrow line fewer in one go.
 */
export class Pace {
  #tripMs = 0;
  #most = FIRST_PHOTOS;

  /** Notes how long a take lasted. */
  took({ photos, claimMs, readMs }: TakeTimes): void {
    this.#tripMs += WEIGHT * (Math.min(claimMs, MOST_TRIP_MS) - this.#tripMs);
    if (photos === 0) return;
    const inTime = Math.floor((photos * MOST_TAKE_MS) / Math.max(1, readMs));
    this.#most = Math.max(1, Math.min(inTime, Math.max(this.#most, GROWTH * photos)));
  }

  /** Photos of one take. */
  get most(): number {
    return this.#most;
  }

  /**
   * Photos to have beyond those that the pool takes.
   *
   * @param rate photos a second
   * @param slots photos that the pool takes at once
   */
  ahead(rate: number, slots: number): number {
    return Math.min(MOST_FOR_SLOT * slots, Math.floor((rate * TRIPS * this.#tripMs) / 1000));
  }
}

/**
 * Milliseconds until a worker that has found no photos looks again.
 *
 * @param workers how many the queue has
 */
export function idleMs(workers: number): number {
  const { least, forWorker, most } = IDLE_MS;
  return Math.min(most, Math.max(least, forWorker * workers));
}
