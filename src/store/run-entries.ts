import type { Entry } from '../domain/entry.js';
import type { Connection } from './database.js';

/** An entry that shares its user ID with another one of the same run. */
export interface Sharing {
  readonly row: number | null;
  readonly file: string;
}

export interface NumberedEntry {
  readonly number: number;
  readonly entry: Entry;
}

interface EntryRow {
  readonly number: number;
  readonly content: string;
}

/** Other rows named for a user ID that appears often. */
const MAX_SHARING = 20;

/**
 * The entries of one run, as they were read. They lie in the database, so that memory does not grow
 * with the run, and are removed when it has ended; `ReportRows` keeps what the error report needs
 * of those that failed.
 */
export class RunEntries {
  readonly #runId: string;
  readonly #insert;
  readonly #sharing;
  readonly #shared;
  readonly #has;
  readonly #after;

  constructor(db: Connection, runId: string) {
    this.#runId = runId;
    this.#insert = db.prepare<[string, number, number | null, string, string, string]>(
      `INSERT INTO run_entries (run_id, entry, row, user_id, match_key, content)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    // SQLite would prefer to scan all entries of the run, which are in the wanted order.
    this.#sharing = db.prepare<[string, string, number, number], Sharing>(
      `SELECT row, content ->> '$.photos[0].file' AS file
       FROM run_entries INDEXED BY run_entries_by_match_key
       WHERE run_id = ? AND match_key = ? AND entry <> ? ORDER BY entry LIMIT ?`,
    );
    this.#shared = db
      .prepare<[string, string], string>(
        `SELECT value FROM json_each(?) AS asked
         WHERE EXISTS (SELECT 1 FROM run_entries INDEXED BY run_entries_by_match_key
                       WHERE run_id = ? AND match_key = asked.value LIMIT 1 OFFSET 1)`,
      )
      .pluck();
    this.#has = db
      .prepare<[string, string], number>(
        `SELECT EXISTS (SELECT 1 FROM run_entries INDEXED BY run_entries_by_match_key
                        WHERE run_id = ? AND match_key = ?)`,
      )
      .pluck();
    this.#after = db.prepare<[string, number, number], EntryRow>(
      `SELECT entry AS number, content FROM run_entries
       WHERE run_id = ? AND entry > ? ORDER BY entry LIMIT ?`,
    );
  }

  /**
   * @param matchKey what entries of one user have in common; '' excludes the entry from matching
   */
  add(number: number, entry: Entry, matchKey: string): void {
    const content = JSON.stringify(entry);
    this.#insert.run(this.#runId, number, entry.row ?? null, entry.userId, matchKey, content);
  }

  /** The match keys among these that several entries have. */
  shared(matchKeys: readonly string[]): ReadonlySet<string> {
    const asked = JSON.stringify(matchKeys.filter((key) => key !== ''));
    return new Set(this.#shared.all(asked, this.#runId));
  }

  /** Other entries with the same match key. */
  sharing(number: number, matchKey: string): readonly Sharing[] {
    return matchKey === '' ? [] : this.#sharing.all(this.#runId, matchKey, number, MAX_SHARING);
  }

  /** Whether any entry has the match key. */
  has(matchKey: string): boolean {
    return this.#has.get(this.#runId, matchKey) === 1;
  }

  /** The next entries after number `last`. */
  after(last: number, limit: number): readonly NumberedEntry[] {
    return this.#after.all(this.#runId, last, limit).map(parse);
  }
}

function parse(row: EntryRow): NumberedEntry {
  return { number: row.number, entry: JSON.parse(row.content) };
}
