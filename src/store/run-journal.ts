import type { JournalRun } from '../domain/journal-run.js';
import type { Connection } from './database.js';

type RunRow = Omit<JournalRun, 'options' | 'counts' | 'commandLine'> & {
  readonly options: string;
  readonly counts: string;
  readonly commandLine: string | null;
};

const RUN = `
  r.run_id AS runId, r.collection, r.command, r.input, r.options, r.status, r.counts,
  r.error_report AS errorReport, r.reference, r.os_user AS osUser, r.host,
  r.process_id AS processId, r.started_at AS startedAt, r.ended_at AS endedAt,
  r.command_line AS commandLine, r.working_folder AS workingFolder,
  (SELECT later.run_id FROM runs AS later
   WHERE later.rowid > r.rowid AND later.status = 'finished'
     AND later.command = r.command AND later.input = r.input
     AND later.collection = r.collection AND later.options = r.options
   ORDER BY later.rowid LIMIT 1) AS finishedBy
  FROM runs AS r`;

/** Reads the journal of runs; `Runs` writes it. */
export class RunJournal {
  readonly #newest;
  readonly #startingWith;
  readonly #failures;

  /** @param living the IDs of the runs at work */
  constructor(
    db: Connection,
    private readonly living: ReadonlySet<string>,
  ) {
    this.#newest = db.prepare<{ collections: string | null; limit: number }, RunRow>(
      `SELECT ${RUN}
       WHERE @collections IS NULL OR r.collection IN (SELECT value FROM json_each(@collections))
       ORDER BY r.rowid DESC LIMIT @limit`,
    );
    this.#startingWith = db.prepare<{ prefix: string }, RunRow>(
      `SELECT ${RUN} WHERE substr(r.run_id, 1, length(@prefix)) = @prefix ORDER BY r.rowid DESC LIMIT 2`,
    );
    // Readers have temporary tables of the same names.
    this.#failures = db.prepare<[string], { code: string; count: number }>(
      `SELECT code, count(*) AS count FROM main.run_items
       WHERE run_id = ? AND outcome = 'failed' GROUP BY code ORDER BY count DESC, code`,
    );
  }

  /** Newest first; of some collections, or of all. */
  newest(limit: number, collections?: readonly string[]): readonly JournalRun[] {
    const named = collections ? JSON.stringify(collections) : null;
    return this.#newest.all({ collections: named, limit }).map((row) => this.#parsed(row));
  }

  /** At most two runs whose IDs begin with the prefix: enough to see whether it is unique. */
  startingWith(prefix: string): readonly JournalRun[] {
    return this.#startingWith.all({ prefix: prefix.toLowerCase() }).map((row) => this.#parsed(row));
  }

  /** Number of failed items of a run by code, the most frequent first. */
  failures(runId: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#failures.all(runId).map(({ code, count }) => [code, count]));
  }

  #parsed(row: RunRow): JournalRun {
    // A killed run could not record its end.
    const gone = row.status === 'running' && !this.living.has(row.runId);
    return {
      ...row,
      status: gone ? 'interrupted' : row.status,
      options: JSON.parse(row.options),
      counts: JSON.parse(row.counts),
      commandLine: JSON.parse(row.commandLine ?? 'null'),
    };
  }
}
