import { hostname, userInfo } from 'node:os';
import type { Connection } from './database.js';
import { uuidv7 } from './uuid.js';

/** Who runs the program: the operating system's user and the machine. */
export function whoRuns(): { readonly osUser: string; readonly host: string } {
  let osUser: string;
  try {
    osUser = userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    osUser = String(process.getuid?.() ?? 'unknown');
  }
  return { osUser, host: hostname() };
}

export interface RunStart {
  readonly collection: string;
  readonly command: string;
  /** Absolute path of the folder or the CSV. */
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A run as a later one wants to know it. */
export interface PastRun {
  readonly command: string;
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The book of runs: what ran, with what options, how it ended. */
export class Runs {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Opens a run and returns its ID. A run that is still called running was killed,
   * since the caller holds the lock: it is called interrupted from now on.
   */
  start(run: RunStart, now: string): string {
    const runId = uuidv7();
    this.#db.transaction(() => {
      this.#db
        .prepare("UPDATE runs SET status = 'interrupted', ended_at = ? WHERE status = 'running'")
        .run(now);
      this.#db.prepare('DELETE FROM run_entries').run();
      this.#db.prepare('DELETE FROM run_items WHERE outcome IS NULL').run();
      this.#db
        .prepare(
          `INSERT INTO runs (run_id, collection, command, input, options, status,
                             os_user, host, process_id, started_at)
           VALUES (@runId, @collection, @command, @input, @options, 'running',
                   @osUser, @host, @processId, @now)`,
        )
        .run({
          ...run,
          ...whoRuns(),
          runId,
          options: JSON.stringify(run.options),
          processId: process.pid,
          now,
        });
    })();
    return runId;
  }

  end(
    runId: string,
    status: 'finished' | 'interrupted' | 'failed',
    counts: object,
    errorReport: string | undefined,
    now: string,
  ): void {
    this.#db
      .prepare(
        `UPDATE runs SET status = ?, counts = ?, error_report = ?, ended_at = ? WHERE run_id = ?`,
      )
      .run(status, JSON.stringify(counts), errorReport ?? null, now, runId);
  }

  /** The run that wrote this error report (an absolute path), the newest first. */
  byErrorReport(path: string): PastRun | undefined {
    const row = this.#db
      .prepare<[string], { command: string; input: string; options: string }>(
        'SELECT command, input, options FROM runs WHERE error_report = ? ORDER BY run_id DESC',
      )
      .get(path);
    return row && { ...row, options: JSON.parse(row.options) };
  }

  /** The process that a run is working in, for the message of a second one. */
  running(): { readonly processId: number; readonly startedAt: string } | undefined {
    return this.#db
      .prepare<[], { processId: number; startedAt: string }>(
        `SELECT process_id AS processId, started_at AS startedAt FROM runs
         WHERE status = 'running' ORDER BY run_id DESC`,
      )
      .get();
  }
}
