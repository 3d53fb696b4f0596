import type { FmrTable } from '../domain/thresholds.js';
import type { Connection } from './database.js';

/** The meaning of an encoder's similarities in one collection, as `calibrate` measured it there. */
export class Thresholds {
  readonly #get;
  readonly #put;
  readonly #remove;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#get = db.prepare<[string, string], { measuredOn: string; fmrTable: string }>(
      `SELECT measured_on AS measuredOn, fmr_table AS fmrTable FROM thresholds
       WHERE collection = ? AND encoder = ?`,
    );
    this.#put = db.prepare(
      `INSERT INTO thresholds (collection, encoder, measured_on, fmr_table, updated_at)
       VALUES (@collection, @encoder, @measuredOn, @fmrTable, @now)
       ON CONFLICT (collection, encoder) DO UPDATE
       SET measured_on = @measuredOn, fmr_table = @fmrTable, updated_at = @now`,
    );
    this.#remove = db.prepare('DELETE FROM thresholds WHERE collection = ? AND encoder = ?');
  }

  /** The collection's own table; undefined if none was stored. */
  get(encoder: string): FmrTable | undefined {
    const row = this.#get.get(this.collection, encoder);
    return row && { measuredOn: row.measuredOn, table: JSON.parse(row.fmrTable) };
  }

  /** Stores a table and replaces an older one. */
  put(encoder: string, { measuredOn, table }: FmrTable, now: string): void {
    const { collection } = this;
    this.#put.run({ collection, encoder, measuredOn, fmrTable: JSON.stringify(table), now });
  }

  /** Deletes the collection's own table, if there is one. */
  remove(encoder: string): void {
    this.#remove.run(this.collection, encoder);
  }
}
