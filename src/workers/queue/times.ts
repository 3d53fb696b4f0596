/** How often things are looked after; tests shorten it. */
export interface QueueTimes {
  /** Seconds after which a photo is given to another worker when its own says nothing; pg-boss takes 10 or more. */
  readonly silentSeconds: number;
  /** Seconds between two looks for such photos. */
  readonly lookSeconds: number;
  /** Milliseconds between two looks whether PostgreSQL still has what it was given. */
  readonly checkMs: number;
  /** Milliseconds after which an import without workers says so. */
  readonly aloneMs: number;
}

export const QUEUE_TIMES: QueueTimes = {
  silentSeconds: 30,
  lookSeconds: 10,
  checkMs: 30_000,
  aloneMs: 10_000,
};
