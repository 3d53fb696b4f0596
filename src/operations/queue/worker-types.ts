import type { WorkDone, WorkerFacts } from '../../domain/crew.js';

/** What can be asked of a worker while it runs. */
export interface WorkerState {
  /** Photos and faces that are at work now. */
  readonly atWork: () => number;
  /** How often PostgreSQL was away, and came back. */
  readonly outages: () => number;
  /** Photos that no worker has taken yet; NaN when PostgreSQL does not answer. */
  readonly waiting: () => Promise<number>;
}

/** Hears what a worker does. */
export interface WorkHeard {
  /** Once, before the first photo. */
  begin(state: WorkerState): void;
  /** A photo or face is answered. */
  done(isFailed: boolean): void;
  /** One has left the models, `seconds` after it was handed to them. */
  taken(seconds: number): void;
}

/** A worker that is ready to begin. */
export interface StartedWorker {
  readonly facts: WorkerFacts;
  /** Where its metrics are asked for. */
  readonly metricsListen: string | undefined;
  /** Works until the signal is aborted or it was idle for too long, then finishes what is at work. */
  run(signal: AbortSignal, heard: WorkHeard): Promise<WorkDone>;
}
