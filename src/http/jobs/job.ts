import { randomUUID } from 'node:crypto';

/** How far a job is. */
export const JOB_STATUSES = ['queued', 'running', 'done', 'stopped'] as const;

/** What a job has to tell of one of its parts. */
export interface JobResult {
  /** Of the part, from 0. */
  readonly index: number;
  readonly success: boolean;
}

/** A job as the interface tells it. */
export interface JobBody {
  readonly job_id: string;
  readonly status: (typeof JOB_STATUSES)[number];
  readonly created_at: string;
  readonly ended_at: string | null;
  readonly progress: { readonly done: number; readonly total: number; readonly failed: number };
  readonly results: readonly JobResult[];
}

/** What a job does: it adds results, and begins nothing new once the signal is aborted. */
export type JobWork = (add: (result: JobResult) => void, stopped: AbortSignal) => Promise<void>;

/** A batch that is worked on after its request was answered. */
export class Job {
  readonly id = randomUUID();
  readonly #createdAt: number;
  readonly #results = new Map<number, JobResult>();
  readonly #stop = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  readonly #work: JobWork;
  #status: JobBody['status'] = 'queued';
  #endedAt: number | undefined;
  #failed = 0;

  constructor(
    readonly keyId: string,
    readonly total: number,
    work: JobWork,
    now: number,
  ) {
    this.#work = work;
    this.#createdAt = now;
  }

  /** When it ended. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** Resolved when nothing of it is being worked on any more. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Photos with a result. */
  get done(): number {
    return this.#results.size;
  }

  /** Works on it until all is done or it is stopped; never rejects. */
  async run(now: () => number, failed: (error: unknown) => void): Promise<void> {
    if (!this.#stop.signal.aborted) this.#status = 'running';
    try {
      await this.#work((result) => this.#add(result), this.#stop.signal);
    } catch (error) {
      failed(error);
    }
    this.#status = this.done === this.total ? 'done' : 'stopped';
    this.#endedAt = now();
    this.#ended.resolve();
  }

  /** Begins nothing more of it. */
  stop(): void {
    this.#stop.abort();
  }

  /** As the interface tells it. */
  body(): JobBody {
    const results = [...this.#results.values()].sort((a, b) => a.index - b.index);
    return {
      ...{ job_id: this.id, status: this.#status },
      created_at: new Date(this.#createdAt).toISOString(),
      ended_at: this.#endedAt === undefined ? null : new Date(this.#endedAt).toISOString(),
      progress: { done: this.done, total: this.total, failed: this.#failed },
      results,
    };
  }

  #add(result: JobResult): void {
    this.#results.set(result.index, result);
    if (!result.success) this.#failed += 1;
  }
}
