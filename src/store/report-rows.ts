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

/** Rows read at a time: bounds the memory of every pass. */
const PAGE = 500;

// Dry runs and readers have temporary tables of the same names.
const FAILED = "FROM main.run_items INDEXED BY run_items_by_entry WHERE outcome = 'failed'";

/** Earlier versions omitted long cells: such a row cannot be reported again. */
const IS_WHOLE = "NOT EXISTS (SELECT 1 FROM json_each(cells) WHERE type = 'null')";

const SELECT = `SELECT entry, row, user_id AS userId, cells, unknown_row AS unknownRow
                FROM report_rows WHERE run_id = ?`;

/**
 * The rows of error reports: what each run reported as failed, by which a retry recognizes a row
 * whatever a spreadsheet made of it. Rows are deleted with their user, see removal.ts.
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
    // An unknown row belongs to an earlier report, not to this run's.
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
   * Keeps what the report of a run needs of its entries, and deletes the entries. A run without a
   * look has no report. Call it in a transaction.
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

  /** Runs with working entries. */
  working(): readonly string[] {
    return this.#working.all();
  }

  /** All failures of a run, in the order of the input; of a live run, those so far. */
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

  /** The failure codes of a run. */
  codes(runId: string): readonly string[] {
    return this.#codes.all(runId);
  }

  /** The entries that failed, and those that `failed` lacks: earlier versions kept some in part. */
  counts(runId: string): { readonly failed: number; readonly lost: number } {
    return this.#counts.get({ runId }) ?? { failed: 0, lost: 0 };
  }

  /** The rows of a run, for its retry; `headings` are those of its error report. */
  ofRun(runId: string, headings: readonly string[]): Omit<ReportedRun, 'map'> {
    return {
      runId,
      headings,
      byEntry: (entry) => this.#row(runId, this.#ofEntry.get(runId, entry)),
      byRow: (row) => this.#row(runId, this.#ofRow.get(runId, row)),
      userIds: () => this.#userIds.all(runId),
    };
  }

  /** Entries that failed in a run that still has its entries. */
  *#worked(runId: string, look: ReportLook): Generator<FailedRow> {
    for (const { entry, content } of paged((last) => this.#workedAfter.all(runId, last, PAGE))) {
      yield failedRow({ runId, entry }, JSON.parse(content), this.#ended(runId, entry), look);
    }
  }

  /** The outcomes of an entry's items. */
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

/** Rows by entry, page by page, so that others can be written between pages. */
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
