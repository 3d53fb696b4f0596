import type { FastifyBaseLogger } from 'fastify';
import {
  JOB_KEPT_MS,
  JOBS_AT_WORK,
  MAX_ENDED_JOBS,
  MAX_JOBS,
  MAX_KEPT_RESULTS,
} from '../limits.js';
import { Problem } from '../problem.js';
import { notFound } from '../problem-of.js';
import { Job, type JobWork } from './job.js';

/** Seconds after which a job may have ended, and another one has room. */
const TRY_AGAIN_AFTER = 30;

interface Settings {
  readonly atWork: number;
  /** That wait or are worked on. */
  readonly atMost: number;
  readonly now: () => number;
}

interface Waiting {
  readonly job: Job;
  readonly log: FastifyBaseLogger;
}

/** The jobs of this server, in memory: after a restart they are unknown. */
export class Jobs {
  readonly #settings: Settings;
  /** In the order in which they were made. */
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #isClosed = false;

  constructor(settings: Partial<Settings> = {}) {
    this.#settings = { atWork: JOBS_AT_WORK, atMost: MAX_JOBS, now: Date.now, ...settings };
  }

  /**
   * Makes a job for a key, and begins it when its turn comes.
   *
   * @throws {Problem} when there are too many, or the server is closing.
   */
  start(keyId: string, total: number, work: JobWork, log: FastifyBaseLogger): Job {
    if (this.#isClosed || this.#waiting.length + this.#running >= this.#settings.atMost) {
      throw new Problem('BUSY', 'no other job can be taken at the moment', {
        retryAfter: TRY_AGAIN_AFTER,
      });
    }
    const job = new Job(keyId, total, work, this.#settings.now());
    this.#forget();
    this.#jobs.set(job.id, job);
    this.#waiting.push({ job, log });
    this.#runNext();
    return job;
  }

  /** Whether a job is still known. */
  has(id: string): boolean {
    this.#forget();
    return this.#jobs.has(id);
  }

  /** @throws {Problem} when there is no such job, or another key has made it. */
  find(id: string, keyId: string): Job {
    const job = this.has(id) ? this.#jobs.get(id) : undefined;
    if (job?.keyId === keyId) return job;
    throw notFound('job', id);
  }

  /** Begins nothing more of a job; resolved when what was begun of it has ended. */
  async stop(job: Job): Promise<void> {
    job.stop();
    const turn = this.#waiting.findIndex((one) => one.job === job);
    const [waiting] = turn < 0 ? [] : this.#waiting.splice(turn, 1);
    // Its work sees that it is stopped, and lets go of its photos.
    if (waiting) await this.#run(waiting);
    await job.ended;
  }

  /** Takes no other job, and stops all; returns those of which something was not done. */
  async close(): Promise<readonly Job[]> {
    this.#isClosed = true;
    const open = [...this.#jobs.values()].filter(({ endedAt }) => endedAt === undefined);
    await Promise.all(open.map((job) => this.stop(job)));
    return open.filter(({ done, total }) => done < total);
  }

  #runNext(): void {
    if (this.#running >= this.#settings.atWork) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#running += 1;
    void this.#run(next).then(() => {
      this.#running -= 1;
      this.#runNext();
    });
  }

  #run({ job, log }: Waiting): Promise<void> {
    return job.run(this.#settings.now, (err) => log.error({ err, job: job.id }, 'a job failed'));
  }

  /** Forgets jobs that ended long ago, and the oldest ones if there are too many. */
  #forget(): void {
    const ended = [...this.#jobs.values()].filter(({ endedAt }) => endedAt !== undefined);
    const since = this.#settings.now() - JOB_KEPT_MS;
    let results = ended.reduce((sum, { done }) => sum + done, 0);
    let count = ended.length;
    for (const { id, endedAt = 0, done } of ended) {
      if (endedAt > since && count <= MAX_ENDED_JOBS && results <= MAX_KEPT_RESULTS) continue;
      this.#jobs.delete(id);
      results -= done;
      count -= 1;
    }
  }
}
