import type { FailureCode } from '../domain/failures.js';
import { matchKey } from '../domain/match-key.js';
import type { Outcome } from '../domain/outcome.js';
import {
  keptCells,
  type ReportedRow,
  type ReportedRun,
  reportedCells,
} from '../domain/reported.js';
import type { Connection } from './database.js';
import type { FailedEntry } from './work-list.js';

interface StoredRow {
  readonly entry: number;
  readonly row: number | null;
  readonly userId: string;
  readonly cells: string;
}

/** What the cells of a report depend on. */
export interface ReportLook {
  readonly headings: readonly string[];
  readonly delimiter: string;
}

/**
 * What error reports said of each row, so that a retry knows it whatever a spreadsheet has made
 * of it. A row is forgotten with its user, see removal.ts.
 */
export class ReportRows {
  readonly #insert;
  readonly #ofEntry;
  readonly #ofRow;
  readonly #userIds;
  readonly #failures;

  constructor(db: Connection) {
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO report_rows (run_id, entry, row, user_id, folded_key, cells)
       VALUES (@runId, @entry, @row, @userId, @foldedKey, @cells)`,
    );
    const select = 'SELECT entry, row, user_id AS userId, cells FROM report_rows WHERE run_id = ?';
    this.#ofEntry = db.prepare<[string, number], StoredRow>(`${select} AND entry = ?`);
    this.#ofRow = db.prepare<[string, number], StoredRow>(`${select} AND row = ?`);
    this.#userIds = db
      .prepare<[string], string>('SELECT user_id FROM report_rows WHERE run_id = ?')
      .pluck();
    // A dry run has a temporary table of the same name.
    this.#failures = db
      .prepare<[string, number], string>(
        `SELECT detail FROM main.run_items INDEXED BY run_items_by_entry
         WHERE run_id = ? AND entry = ? AND outcome = 'failed' ORDER BY item`,
      )
      .pluck();
  }

  /**
   * Keeps the rows of a run that its report has; belongs into a transaction. Those that stay rows
   * of an earlier report are not this run's to know.
   */
  keep(runId: string, failed: Iterable<FailedEntry>, { headings, delimiter }: ReportLook): void {
    for (const { number, entry } of failed) {
      if (entry.unknownRow) continue;
      const cells = keptCells(reportedCells(entry, headings, delimiter));
      this.#insert.run({
        ...{ runId, entry: number, row: entry.row ?? null, userId: entry.userId },
        foldedKey: matchKey(entry.userId, true),
        cells: JSON.stringify(cells),
      });
    }
  }

  /** The rows of a run, whose report has these headings. */
  ofRun(runId: string, headings: readonly string[]): Omit<ReportedRun, 'map'> {
    return {
      runId,
      headings,
      byEntry: (entry) => this.#row(runId, this.#ofEntry.get(runId, entry)),
      byRow: (row) => this.#row(runId, this.#ofRow.get(runId, row)),
      userIds: () => this.#userIds.all(runId),
    };
  }

  #row(runId: string, stored: StoredRow | undefined): ReportedRow | undefined {
    if (!stored) return undefined;
    const { entry, userId } = stored;
    const row = stored.row ?? undefined;
    const failures = this.#failures.all(runId, entry).map(failureOf);
    const cells: readonly (string | null)[] = JSON.parse(stored.cells);
    return {
      ...{ runId, entry, userId, row },
      cells: cells.map((cell) => cell ?? undefined),
      codes: failures.map(({ code }) => code as FailureCode),
      message: failures[0]?.message ?? '',
    };
  }
}

function failureOf(detail: string): { readonly code: string; readonly message: string } {
  const outcome: Outcome = JSON.parse(detail);
  if (outcome.kind !== 'failed') throw new Error(`an item that failed is called ${outcome.kind}`);
  return outcome.failure;
}
