import { hostname, userInfo } from 'node:os';
import type { Connection } from './database.js';

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
  /** The words behind `faceenroll`, and the folder they were typed in: to run it again. */
  readonly commandLine?: readonly string[];
  readonly workingFolder?: string;
  /** What the error report needs beside the outcomes, should another process have to write it. */
  readonly reportLayout?: object;
  /** The operator's own reference number. */
  readonly reference?: string | undefined;
}

/** A run as the retry of its error report wants to know it. */
export interface PastRun {
  readonly runId: string;
  readonly command: string;
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The headings of its error report but the report's own. */
  readonly headings: readonly string[];
}

/** Which run: by its ID, or the newest that has put its error report there (an absolute path). */
export type WhichRun = { readonly runId: string } | { readonly errorReport: string };

/** A run that changed all it had to and has not told so. */
export interface UntoldRun {
  readonly runId: string;
  readonly collection: string;
  readonly command: string;
  readonly input: string;
  /** JSON, as it was stored. */
  readonly options: string;
  readonly startedAt: string;
  /** What was noted when it was applied, and what its error report looks like. */
  readonly applied: unknown;
  readonly reportLayout: unknown;
  /** Where its error report lies, or was about to. */
  readonly errorReport: string | null;
}

/** Of a run that has applied all and has not ended: by itself, or by being told. */
const UNTOLD = "applied IS NOT NULL AND status IN ('running', 'failed')";

/** The book of runs: what ran, with what options, how it ended. */
export class Runs {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Opens a run. Another one that is still called running and is not `living` was killed: it is
   * called interrupted from now on, and what it worked on is removed. One that has yet to be told
   * stays as it is. The caller holds the lock.
   */
  start(runId: string, run: RunStart, living: Iterable<string>, now: string): void {
    const { commandLine, workingFolder, reportLayout } = run;
    const db = this.#db;
    const transaction = db.transaction(() => {
      const others = JSON.stringify([...living]);
      db.prepare(
        `UPDATE runs SET status = 'interrupted', ended_at = ?
         WHERE status = 'running' AND applied IS NULL
           AND run_id NOT IN (SELECT value FROM json_each(?))`,
      ).run(now, others);
      const isDone = `run_id NOT IN (SELECT value FROM json_each(?))
        AND run_id NOT IN (SELECT run_id FROM runs WHERE ${UNTOLD})`;
      db.prepare(`DELETE FROM run_entries WHERE ${isDone}`).run(others);
      db.prepare(
        `DELETE FROM run_items WHERE (outcome IS NULL OR outcome = 'unchanged') AND ${isDone}`,
      ).run(others);
      db.prepare(
        `INSERT INTO runs (run_id, collection, command, input, options, status,
                             os_user, host, process_id, started_at,
                             command_line, working_folder, report_layout, reference)
           VALUES (@runId, @collection, @command, @input, @options, 'running',
                   @osUser, @host, @processId, @now,
                   @commandLine, @workingFolder, @reportLayout, @reference)`,
      ).run({
        ...run,
        ...whoRuns(),
        runId,
        options: JSON.stringify(run.options),
        commandLine: commandLine ? JSON.stringify(commandLine) : null,
        workingFolder: workingFolder ?? null,
        reportLayout: reportLayout ? JSON.stringify(reportLayout) : null,
        processId: process.pid,
        reference: run.reference ?? null,
        now,
      });
    });
    transaction.immediate();
  }

  /**
   * A run of `living` that works on the same input for the same collection. Photos that are named
   * one by one are no such input: two of them may lie in one folder.
   */
  sameInput(
    { command, input, collection }: Pick<RunStart, 'command' | 'input' | 'collection'>,
    living: Iterable<string>,
  ): { readonly processId: number; readonly startedAt: string } | undefined {
    if (command === 'enroll') return undefined;
    return this.#db
      .prepare<[string, string, string], { processId: number; startedAt: string }>(
        `SELECT process_id AS processId, started_at AS startedAt FROM runs
         WHERE status = 'running' AND command <> 'enroll' AND input = ? AND collection = ?
           AND run_id IN (SELECT value FROM json_each(?))`,
      )
      .get(input, collection, JSON.stringify([...living]));
  }

  /** Whether one of `living` works for a collection. */
  isAtWork(collection: string, living: Iterable<string>): boolean {
    return (
      this.#db
        .prepare<[string, string], number>(
          `SELECT EXISTS (SELECT 1 FROM runs WHERE collection = ? AND status = 'running'
                            AND run_id IN (SELECT value FROM json_each(?)))`,
        )
        .pluck()
        .get(collection, JSON.stringify([...living])) === 1
    );
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

  /** Undefined where there is no such run, or it is none that writes an error report. */
  find(which: WhichRun): PastRun | undefined {
    const [column, value] =
      'runId' in which ? ['run_id', which.runId] : ['error_report', which.errorReport];
    const row = this.#db
      .prepare<[string], Record<'runId' | 'command' | 'input' | 'options' | 'headings', string>>(
        `SELECT run_id AS runId, command, input, options,
                report_layout -> '$.headings' AS headings
         FROM runs WHERE ${column} = ? AND report_layout IS NOT NULL ORDER BY rowid DESC`,
      )
      .get(value);
    return row && { ...row, options: JSON.parse(row.options), headings: JSON.parse(row.headings) };
  }

  /**
   * Notes that all of a run is applied; what is left is to tell how it ended. Belongs into
   * the transaction of the changes themselves. `facts` is what the summary tells of them.
   */
  setApplied(runId: string, facts: object): void {
    this.#db
      .prepare('UPDATE runs SET applied = ? WHERE run_id = ?')
      .run(JSON.stringify(facts), runId);
  }

  /** Whether all of a run is applied, however it went on. */
  isApplied(runId: string): boolean {
    return (
      this.#db
        .prepare<[string], number>(
          'SELECT EXISTS (SELECT 1 FROM runs WHERE run_id = ? AND applied IS NOT NULL)',
        )
        .pluck()
        .get(runId) === 1
    );
  }

  /** Notes where the error report of a run is about to appear. */
  setErrorReport(runId: string, path: string): void {
    this.#db.prepare('UPDATE runs SET error_report = ? WHERE run_id = ?').run(path, runId);
  }

  /**
   * The last run that was stopped when all was applied and before it had told so: killed, or
   * because its error report could not be written. The caller holds the lock.
   */
  untold(living: Iterable<string>): UntoldRun | undefined {
    const row = this.#db
      .prepare<[string], Record<string, string | null>>(
        `SELECT run_id AS runId, collection, command, input, options, status, applied,
                report_layout AS reportLayout, error_report AS errorReport,
                started_at AS startedAt
         FROM runs WHERE ${UNTOLD} AND run_id NOT IN (SELECT value FROM json_each(?))
         ORDER BY rowid DESC LIMIT 1`,
      )
      .get(JSON.stringify([...living]));
    if (!row?.applied) return undefined;
    return {
      ...(row as unknown as UntoldRun),
      applied: JSON.parse(row.applied),
      reportLayout: JSON.parse(row.reportLayout ?? 'null'),
    };
  }

  /** When the run that a process is working on began. */
  startOf(processId: number): string | undefined {
    return this.#db
      .prepare<[number], string>(
        `SELECT started_at FROM runs
         WHERE status = 'running' AND process_id = ? ORDER BY rowid DESC`,
      )
      .pluck()
      .get(processId);
  }
}
