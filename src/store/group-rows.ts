import { USER_FIELDS, type UserField } from '../domain/entry.js';
import type { Connection } from './database.js';

/** A user with all that groups can be made of. */
export interface GroupedUser {
  readonly userId: string;
  readonly known: Readonly<Record<UserField, string | null>>;
  readonly extra: Readonly<Record<string, string>>;
}

/** A template without its embedding. */
export interface QualityRow {
  readonly userId: string;
  readonly encoder: string;
  readonly quality: number | null;
  /** JSON. */
  readonly measures: string | null;
}

/** What became of a photo. */
export interface TriedRow {
  readonly userId: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly runId: string;
  readonly entry: number;
}

type UserRow = Record<UserField, string | null> & {
  readonly userId: string;
  readonly fields: string;
};

/** What the report on groups reads of one collection, row by row. */
export class GroupRows {
  readonly #users;
  readonly #tags;
  readonly #templates;
  readonly #tried;
  readonly #cells;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#users = db.prepare<[string], UserRow>(
      `SELECT user_id AS userId, ${USER_FIELDS.join(', ')}, fields FROM users
       WHERE collection = ? ORDER BY user_id`,
    );
    this.#tags = db.prepare<[string], { readonly userId: string; readonly tag: string }>(
      'SELECT user_id AS userId, tag FROM user_tags WHERE collection = ? ORDER BY user_id, tag',
    );
    this.#templates = db.prepare<[string], QualityRow>(
      `SELECT user_id AS userId, encoder, quality, measures FROM templates
       WHERE collection = ? ORDER BY user_id`,
    );
    // Readers have temporary tables of the same names.
    this.#tried = db.prepare<[string], TriedRow>(
      `SELECT i.user_id AS userId, i.outcome, i.code, i.run_id AS runId, i.entry
       FROM runs AS r CROSS JOIN main.run_items AS i
       WHERE r.collection = ? AND i.run_id = r.run_id AND i.outcome IS NOT NULL
       ORDER BY r.rowid, i.item`,
    );
    this.#cells = db
      .prepare<[string, number], string>(
        'SELECT cells FROM report_rows WHERE run_id = ? AND entry = ?',
      )
      .pluck();
  }

  /** The users, by their IDs. */
  *users(): Generator<GroupedUser> {
    for (const { userId, fields, ...known } of this.#users.iterate(this.collection)) {
      yield { userId, known, extra: JSON.parse(fields) };
    }
  }

  /** The tags of users, by their IDs. */
  tags(): Iterable<{ readonly userId: string; readonly tag: string }> {
    return this.#tags.iterate(this.collection);
  }

  /** The templates of every encoder, by user. */
  templates(): Iterable<QualityRow> {
    return this.#templates.iterate(this.collection);
  }

  /** The outcomes that the journal has, the oldest first. */
  tried(): Iterable<TriedRow> {
    return this.#tried.iterate(this.collection);
  }

  /** The cells of a row that failed, as its error report has them; undefined if none are kept. */
  cellsOf(runId: string, entry: number): readonly (string | null)[] | undefined {
    const cells = this.#cells.get(runId, entry);
    return cells === undefined ? undefined : JSON.parse(cells);
  }
}
