/** A program that uses a queue of photos. */
interface Program {
  readonly host: string;
  readonly pid: number;
  /** Of the templates that it makes. */
  readonly encoder: string;
  readonly pipeline: number;
  /** Seconds since it started, and since it was heard of. */
  readonly seconds: number;
  readonly silentSeconds: number;
  /** Whether it has ended without saying so. */
  readonly isGone: boolean;
  /** Photos since it started. */
  readonly done: number;
}

/** An import that has photos on the queue. */
export interface QueuedImport extends Program {
  readonly priority: number;
  readonly transport: 'bytes' | 'path';
  /** Its photos on the queue: that wait for a worker, that one works on, and that are done. */
  readonly waiting: number;
  readonly atWork: number;
  readonly answered: number;
}

/** A worker of the queue. */
export interface QueueWorkerStatus extends Program {
  readonly slots: number;
  readonly failed: number;
  /** Photos a second, lately. */
  readonly rate: number;
}

/** Who uses a queue, and what is on it. */
export interface QueueStatus {
  readonly imports: readonly QueuedImport[];
  readonly workers: readonly QueueWorkerStatus[];
  /** Photos and results of imports that are not noted any more. */
  readonly ownerless: number;
  /** Bytes of photos and results, as PostgreSQL stores them. */
  readonly bytes: number;
}

/** A queue as it is now, and where it is. */
export interface ShownQueue extends QueueStatus {
  /** Host, port and database. */
  readonly queue: string;
}

/** How much of each a purge of a queue deletes, or would. */
export interface QueuePurge {
  readonly imports: number;
  /** Photos that wait or are worked on. */
  readonly photos: number;
  /** Results of photos. */
  readonly answers: number;
  /** Turns of photos that are no longer there. */
  readonly jobs: number;
  readonly workers: number;
}
