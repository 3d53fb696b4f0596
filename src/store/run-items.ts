import type { ItemOutcome, JournaledOutcome, Outcome } from '../domain/outcome.js';
import type { Seen } from '../domain/seen.js';
import type { Connection } from './database.js';

/** One photo of the run, or one row without a photo (slot 0). */
export interface Item {
  readonly item: number;
  readonly entry: number;
  readonly userId: string;
  readonly slot: number;
  readonly file: string;
  readonly path: string | null;
  readonly sample: number | null;
  readonly outcome: Outcome['kind'] | null;
}

interface OutcomeRow {
  readonly item: number;
  readonly row: number | null;
  readonly userId: string;
  readonly slot: number;
  readonly file: string;
  readonly detail: string;
}

// Items of an entry are read by their index: left to itself, SQLite scans the whole run to get the
// order.
const ITEM = 'item, entry, user_id AS userId, slot, file, path, sample, outcome';
const OUTCOME = 'item, row, user_id AS userId, slot, file, detail';

/** The items of one run: what remains to be done with each, and its outcome. */
export class RunItems {
  readonly #insert;
  readonly #ofEntries;
  readonly #toExtract;
  readonly #countToExtract;
  readonly #setExtracted;
  readonly #setOutcome;
  readonly #outcomesAfter;
  readonly #outcomesOf;
  readonly #journaled;
  readonly #clear;

  constructor(
    db: Connection,
    readonly runId: string,
  ) {
    this.#insert = db.prepare(
      `INSERT INTO run_items (run_id, item, entry, row, user_id, slot, file, path)
       VALUES (@runId, @item, @entry, @row, @userId, @slot, @file, @path)`,
    );
    this.#ofEntries = db.prepare<[string, number, number], Item>(
      `SELECT ${ITEM} FROM run_items INDEXED BY run_items_by_entry
       WHERE run_id = ? AND entry BETWEEN ? AND ? ORDER BY entry, item`,
    );
    const toExtract = 'run_id = ? AND outcome IS NULL AND sample IS NULL AND path IS NOT NULL';
    this.#toExtract = db.prepare<[string, number, number], Item>(
      `SELECT ${ITEM} FROM run_items WHERE ${toExtract} AND item > ? ORDER BY item LIMIT ?`,
    );
    this.#countToExtract = db
      .prepare<[string], number>(`SELECT count(*) FROM run_items WHERE ${toExtract}`)
      .pluck();
    this.#setExtracted = db.prepare<[number, string, number]>(
      'UPDATE run_items SET sample = ? WHERE run_id = ? AND item = ?',
    );
    this.#setOutcome = db.prepare(
      `UPDATE run_items SET user_id = @userId, outcome = @outcome, action = @action,
         code = @code, detail = @detail, seen = coalesce(@seen, seen)
       WHERE run_id = @runId AND item = @item`,
    );
    this.#outcomesAfter = db.prepare<[string, number, number], OutcomeRow>(
      `SELECT ${OUTCOME} FROM run_items
       WHERE run_id = ? AND outcome IS NOT NULL AND item > ? ORDER BY item LIMIT ?`,
    );
    this.#outcomesOf = db.prepare<[string, number], OutcomeRow>(
      `SELECT ${OUTCOME} FROM run_items INDEXED BY run_items_by_entry
       WHERE run_id = ? AND entry = ? AND outcome IS NOT NULL ORDER BY item`,
    );
    this.#journaled = db.prepare<[string], OutcomeRow & { readonly seen: string | null }>(
      `SELECT ${OUTCOME}, seen FROM run_items WHERE run_id = ? AND outcome IS NOT NULL ORDER BY item`,
    );
    this.#clear = db.prepare(
      "DELETE FROM run_items WHERE run_id = ? AND (outcome IS NULL OR outcome = 'unchanged')",
    );
  }

  add(item: {
    item: number;
    entry: number;
    row: number | null;
    userId: string;
    slot: number;
    file: string;
    path: string | null;
  }): void {
    this.#insert.run({ runId: this.runId, ...item });
  }

  /** The items of a range of entries, by entry; both ends inclusive. */
  ofEntries(first: number, last: number): ReadonlyMap<number, readonly Item[]> {
    return Map.groupBy(this.#ofEntries.all(this.runId, first, last), ({ entry }) => entry);
  }

  /** The next photos after item `last` that have neither an outcome nor a sample. */
  toExtractAfter(last: number, limit: number): readonly Item[] {
    return this.#toExtract.all(this.runId, last, limit);
  }

  countToExtract(): number {
    return this.#countToExtract.get(this.runId) ?? 0;
  }

  setExtracted(item: number, sample: number): void {
    this.#setExtracted.run(sample, this.runId, item);
  }

  /**
   * Records an item's outcome; `userId` as the database spells it. What was seen of its photo is kept
   * where `seen` is empty.
   */
  setOutcome(item: number, userId: string, outcome: Outcome, seen: Seen = {}): void {
    const columns = outcomeColumns({ userId, outcome, seen });
    this.#setOutcome.run({ runId: this.runId, item, ...columns });
  }

  /** The next outcomes after item `last`, with the item's number. */
  outcomesAfter(last: number, limit: number): readonly (ItemOutcome & { item: number })[] {
    return this.#outcomesAfter.all(this.runId, last, limit).map(parse);
  }

  outcomesOf(entry: number): readonly ItemOutcome[] {
    return this.#outcomesOf.all(this.runId, entry).map(parse);
  }

  /** Every outcome with what was seen of its photo; only for a run of few items. */
  journaled(): readonly JournaledOutcome[] {
    return this.#journaled
      .all(this.runId)
      .map((row) => ({ ...parse(row), ...(row.seen && { seen: JSON.parse(row.seen) as Seen }) }));
  }

  /** Deletes the run's items, except what changed or failed, for the journal of runs. */
  clear(): void {
    this.#clear.run(this.runId);
  }
}

/** The columns of an outcome, for those who write it. */
export function outcomeColumns({
  userId,
  outcome,
  seen = {},
}: Pick<JournaledOutcome, 'userId' | 'outcome' | 'seen'>) {
  return {
    userId,
    outcome: outcome.kind,
    action: 'action' in outcome ? outcome.action : null,
    code: outcome.kind === 'failed' ? outcome.failure.code : null,
    detail: JSON.stringify(outcome),
    seen: Object.keys(seen).length > 0 ? JSON.stringify(seen) : null,
  };
}

function parse(row: OutcomeRow): ItemOutcome & { item: number } {
  const { item, userId, file, slot } = row;
  return { item, row: row.row ?? undefined, userId, file, slot, outcome: JSON.parse(row.detail) };
}
