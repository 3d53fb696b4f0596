import { matchKey } from '../domain/match-key.js';
import type { ItemOutcome } from '../domain/outcome.js';
import {
  type FailedRow,
  failedOf,
  failedRow,
  type ReportedRow,
  type ReportedRun,
  type ReportLook,
} from '../domain/reported.js';
import type { Connection } from './database.js';

interface StoredRow {
  readonly entry: number;
  readonly row: number | null;
  readonly userId: string;
  readonly cells: string;
  readonly unknownRow: string | null;
}

type Ended = Pick<ItemOutcome, 'userId' | 'file' | 'outcome'>;

interface WorkedRow {
  readonly entry: number;
  readonly content: string;
}

/** Rows that are read together: bounds the memory of every pass. */
const PAGE = 500;

// A dry run, and who only reads, has temporary tables of the same names.
const FAILED = "FROM main.run_items INDEXED BY run_items_by_entry WHERE outcome = 'failed'";

/** Earlier versions left out long cells: such a row cannot be reported again. */
const IS_WHOLE = "NOT EXISTS (SELECT 1 FROM json_each(cells) WHERE type = 'null')";

const SELECT = `SELECT entry, row, user_id AS userId, cells, unknown_row AS unknownRow
                FROM report_rows WHERE run_id = ?`;

/**
 * The rows of error reports: what each run says of what failed in it, and by which its retry
 * knows it whatever a spreadsheet has made of it. A row is forgotten with its user, see removal.ts.
 */
export class ReportRows {
  readonly #insert;
  readonly #forget;
  readonly #working;
  readonly #after;
  readonly #workedAfter;
  readonly #ofEntry;
  readonly #ofRow;
  readonly #userIds;
  readonly #items;
  readonly #codes;
  readonly #counts;

  constructor(db: Connection) {
    this.#insert = db.prepare(
      `INSERT INTO report_rows (run_id, entry, row, user_id, folded_key, cells, unknown_row)
       VALUES (@runId, @entry, @row, @userId, @foldedKey, @cells, @unknownRow)`,
    );
    this.#forget = db.prepare<[string]>('DELETE FROM main.run_entries WHERE run_id = ?');
    this.#working = db.prepare<[], string>('SELECT DISTINCT run_id FROM main.run_entries').pluck();
    this.#after = db.prepare<[string, number, number], StoredRow>(
      `${SELECT} AND ${IS_WHOLE} AND entry > ? ORDER BY entry LIMIT ?`,
    );
    this.#workedAfter = db.prepare<[string, number, number], WorkedRow>(
      `SELECT entry, content FROM main.run_entries AS e
       WHERE run_id = ? AND entry > ?
         AND EXISTS (SELECT 1 ${FAILED} AND run_id = e.run_id AND entry = e.entry)
       ORDER BY entry LIMIT ?`,
    );
    // An unknown row stays one of an earlier report, and is not this run's to know.
    const known = `${SELECT} AND unknown_row IS NULL`;
    this.#ofEntry = db.prepare<[string, number], StoredRow>(`${known} AND entry = ?`);
    this.#ofRow = db.prepare<[string, number], StoredRow>(`${known} AND row = ?`);
    this.#userIds = db
      .prepare<[string], string>(
        'SELECT user_id FROM report_rows WHERE run_id = ? AND unknown_row IS NULL',
      )
      .pluck();
    this.#items = db.prepare<[string, number], { userId: string; file: string; detail: string }>(
      `SELECT user_id AS userId, file, detail
       FROM main.run_items INDEXED BY run_items_by_entry
       WHERE run_id = ? AND entry = ? AND outcome IS NOT NULL ORDER BY item`,
    );
    this.#codes = db
      .prepare<[string], string>(
        "SELECT DISTINCT code FROM main.run_items WHERE run_id = ? AND outcome = 'failed'",
      )
      .pluck();
    this.#counts = db.prepare<{ runId: string }, { failed: number; lost: number }>(
      `WITH failed AS (SELECT DISTINCT entry FROM main.run_items
                       WHERE run_id = @runId AND outcome = 'failed'),
            lost AS (SELECT entry FROM failed
                     EXCEPT SELECT entry FROM report_rows WHERE run_id = @runId AND ${IS_WHOLE}
                     EXCEPT SELECT entry FROM main.run_entries WHERE run_id = @runId)
       SELECT (SELECT count(*) FROM failed) AS failed, (SELECT count(*) FROM lost) AS lost`,
    );
  }

  /**
   * Keeps what the report of a run has of its entries, and forgets the entries. A run without
   * a look has no report. Belongs into a transaction.
   */
  keep(runId: string, look: ReportLook | undefined): void {
    for (const failed of look ? this.#worked(runId, look) : []) {
      const { entry, row = null, userId, cells, unknownRow } = failed;
      this.#insert.run({
        ...{ runId, entry, row, userId, foldedKey: matchKey(userId, true) },
        cells: JSON.stringify(cells),
        unknownRow: unknownRow ? JSON.stringify(unknownRow) : null,
      });
    }
    this.#forget.run(runId);
  }

  /** Runs that have entries at work. */
  working(): readonly string[] {
    return this.#working.all();
  }

  /** All that failed in a run, in the order of the input; of one under way, what is known by now. */
  *failed(runId: string, look: ReportLook): Generator<FailedRow> {
    for (const stored of paged((last) => this.#after.all(runId, last, PAGE))) {
      const { entry, userId, row, cells, unknownRow } = stored;
      yield {
        ...{ runId, entry, userId, row: row ?? undefined, cells: JSON.parse(cells) },
        unknownRow: JSON.parse(unknownRow ?? 'null') ?? undefined,
        failures: failedOf(this.#ended(runId, entry)),
      };
    }
    yield* this.#worked(runId, look);
  }

  /** The codes of all that failed in a run. */
  codes(runId: string): readonly string[] {
    return this.#codes.all(runId);
  }

  /** How many entries failed, and how many of them `failed` lacks: earlier versions kept them in part. */
  counts(runId: string): { readonly failed: number; readonly lost: number } {
    return this.#counts.get({ runId }) ?? { failed: 0, lost: 0 };
  }

  /** The rows of a run for its retry; its report has these headings. */
  ofRun(runId: string, headings: readonly string[]): Omit<ReportedRun, 'map'> {
    return {
      runId,
      headings,
      byEntry: (entry) => this.#row(runId, this.#ofEntry.get(runId, entry)),
      byRow: (row) => this.#row(runId, this.#ofRow.get(runId, row)),
      userIds: () => this.#userIds.all(runId),
    };
  }

  /** Entries that failed and are still at work. */
  *#worked(runId: string, look: ReportLook): Generator<FailedRow> {
    for (const { entry, content } of paged((last) => this.#workedAfter.all(runId, last, PAGE))) {
      yield failedRow({ runId, entry }, JSON.parse(content), this.#ended(runId, entry), look);
    }
  }

  /** How the items of an entry ended. */
  #ended(runId: string, entry: number): readonly Ended[] {
    return this.#items
      .all(runId, entry)
      .map(({ detail, ...item }) => ({ ...item, outcome: JSON.parse(detail) }));
  }

  #row(runId: string, stored: StoredRow | undefined): ReportedRow | undefined {
    if (!stored) return undefined;
    const { entry, userId } = stored;
    const failures = failedOf(this.#ended(runId, entry)).map(({ failure }) => failure);
    const cells: readonly (string | null)[] = JSON.parse(stored.cells);
    return {
      ...{ runId, entry, userId, row: stored.row ?? undefined },
      cells: cells.map((cell) => cell ?? undefined),
      codes: failures.map(({ code }) => code),
      message: failures[0]?.message ?? '',
    };
  }
}

/** Rows by their entry, a page at a time: meanwhile others can be written. */
function* paged<T extends { readonly entry: number }>(
  pageAfter: (last: number) => readonly T[],
): Generator<T> {
  for (let last = 0; ; ) {
    const page = pageAfter(last);
    if (page.length === 0) return;
    yield* page;
    last = page.at(-1)?.entry ?? last;
  }
}
