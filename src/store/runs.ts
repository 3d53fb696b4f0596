import { hostname, userInfo } from 'node:os';
import type { Phase } from '../domain/run-report.js';
import type { Connection } from './database.js';

/** The operating system's user and the machine. */
export function whoRuns(): { readonly osUser: string; readonly host: string } {
  let osUser: string;
  try {
    osUser = userInfo().username;
  } catch {
    // In a container, the user ID may have no name.
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
  /** The words after `faceenroll`, and the folder they were typed in: to run it again. */
  readonly commandLine?: readonly string[];
  readonly workingFolder?: string;
  /** What the error report needs in addition to its rows. */
  readonly reportLayout?: object;
  /** The operator's own reference. */
  readonly reference?: string | undefined;
  /** The ID of the API key that asks for it; its audit rows have it. */
  readonly keyId?: string | undefined;
}

/** What the retry of an error report needs to know of its run. */
export interface PastRun {
  readonly runId: string;
  readonly command: string;
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The headings of its error report, without the report's own columns. */
  readonly headings: readonly string[];
}

/** A run by its ID, or the newest one that wrote its error report to an absolute path. */
export type WhichRun = { readonly runId: string } | { readonly errorReport: string };

/** A run that finished but was not reported. */
export type DueReport = Pick<PastRun, 'runId' | 'command' | 'input'> & {
  readonly startedAt: string;
};

/** The journal of runs: command, options and end of each. */
export class Runs {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Opens a run. Runs still marked as running but not in `living` were killed: marks them as
   * interrupted and removes their working data. The caller holds the lock.
   */
  start(runId: string, run: RunStart, living: Iterable<string>, now: string): void {
    const { commandLine, workingFolder, reportLayout } = run;
    const db = this.#db;
    const transaction = db.transaction(() => {
      const others = JSON.stringify([...living]);
      db.prepare(
        `UPDATE runs SET status = 'interrupted', ended_at = ?
         WHERE status = 'running' AND run_id NOT IN (SELECT value FROM json_each(?))`,
      ).run(now, others);
      db.prepare(
        `DELETE FROM run_items WHERE (outcome IS NULL OR outcome = 'unchanged')
           AND run_id NOT IN (SELECT value FROM json_each(?))`,
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
   * A run of `living` that works on the same input for the same collection. Photos named one by one
   * do not count: two of them may lie in one folder.
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

  /** Ends a run in the transaction that makes its changes. Its report is due afterwards. */
  finish(runId: string, counts: object, now: string): void {
    this.#db
      .prepare(
        "UPDATE runs SET status = 'finished', counts = ?, report_due = 1, ended_at = ? WHERE run_id = ?",
      )
      .run(JSON.stringify(counts), now, runId);
  }

  /** Ends a run that changed nothing. A finished run stays finished, whatever goes wrong later. */
  breakOff(runId: string, status: 'interrupted' | 'failed', counts: object, now: string): void {
    this.#db
      .prepare(
        "UPDATE runs SET status = ?, counts = ?, ended_at = ? WHERE run_id = ? AND status = 'running'",
      )
      .run(status, JSON.stringify(counts), now, runId);
  }

  /** Records that a finished run was reported, with its summary if it got that far. */
  setReported(runId: string, summary: object | undefined): void {
    this.#db
      .prepare('UPDATE runs SET report_due = 0, counts = coalesce(?, counts) WHERE run_id = ?')
      .run(summary ? JSON.stringify(summary) : null, runId);
  }

  /**
   * Returns the runs whose reports are due, and marks them as reported. Runs of `living` are about
   * to report themselves.
   */
  takeDueReports(living: Iterable<string> = []): readonly DueReport[] {
    return this.#db
      .prepare<[string], DueReport>(
        `UPDATE runs SET report_due = 0 WHERE report_due = 1 AND status = 'finished'
           AND run_id NOT IN (SELECT value FROM json_each(?))
         RETURNING run_id AS runId, command, input, started_at AS startedAt`,
      )
      .all(JSON.stringify([...living]));
  }

  /** What the error report of a run needs besides its rows; undefined if the run has none. */
  layoutOf(runId: string): object | undefined {
    const layout = this.#db
      .prepare<[string], string | null>('SELECT report_layout FROM runs WHERE run_id = ?')
      .pluck()
      .get(runId);
    return layout ? JSON.parse(layout) : undefined;
  }

  /** How a run was to be done. */
  optionsOf(runId: string): Readonly<Record<string, unknown>> {
    const options = this.#db
      .prepare<[string], string>('SELECT options FROM runs WHERE run_id = ?')
      .pluck()
      .get(runId);
    return JSON.parse(options ?? '{}');
  }

  /** Undefined if there is no such run, or it writes no error report. */
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

  has(runId: string): boolean {
    return this.#db.prepare('SELECT 1 FROM runs WHERE run_id = ?').get(runId) !== undefined;
  }

  /** Records how far a run has come. */
  setCounts(runId: string, counts: object): void {
    this.#db
      .prepare('UPDATE runs SET counts = ? WHERE run_id = ?')
      .run(JSON.stringify(counts), runId);
  }

  /** Records the phases that a run has gone through. */
  setTimeline(runId: string, phases: readonly Phase[]): void {
    this.#db
      .prepare('UPDATE runs SET timeline = ? WHERE run_id = ?')
      .run(JSON.stringify(phases), runId);
  }

  /** Records where the error report of a run is about to appear. */
  setErrorReport(runId: string, path: string): void {
    this.#db.prepare('UPDATE runs SET error_report = ? WHERE run_id = ?').run(path, runId);
  }

  /** When the run of a process began. */
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
