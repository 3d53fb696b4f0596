import type { Unopened, WorkerAnswer, WorkerTask } from './messages.js';

/** A task and the callbacks for its answer. */
export interface Ticket {
  readonly task: WorkerTask;
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Whether its models were open, or it was asked to exit before that. */
  readonly started: boolean;
  /** A model that could not be opened, for which it was ended. */
  readonly unopened: Unopened | undefined;
  /** Unanswered tasks, in the order received. */
  readonly unfinished: readonly Ticket[];
  /** Number of answered tasks. */
  readonly answered: number;
  /** Whether it was ended for using too much memory. */
  readonly overMemory: boolean;
  /** Whether it was ended because it stopped answering. */
  readonly silent: boolean;
  /** The signal or exit code, and its last words. */
  readonly how: string;
}

/** Called after each answer and when the models are open, and once at the end. */
export interface Listener {
  readonly onProgress: () => void;
  readonly onEnd: (end: ProcessEnd) => void;
}
