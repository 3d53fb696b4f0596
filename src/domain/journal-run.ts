/** A run as the journal has it. */
export interface JournalRun {
  readonly runId: string;
  readonly collection: string;
  readonly command: string;
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly status: 'running' | 'finished' | 'interrupted' | 'failed';
  /** The summary, as far as the run got. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly errorReport: string | null;
  readonly reference: string | null;
  readonly osUser: string;
  readonly host: string;
  readonly processId: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** What was typed after `faceenroll`, and where; null for runs without a known one. */
  readonly commandLine: readonly string[] | null;
  readonly workingFolder: string | null;
  /** The later, finished run of the same input and options, if there is one. */
  readonly finishedBy: string | null;
}

/** Characters of an ID that encode the millisecond in which its run began. */
export const SHORT_RUN_ID = 13;

/** The beginning of a run's ID, as people are shown it. */
export function shortRunId(runId: string): string {
  return runId.slice(0, SHORT_RUN_ID);
}
