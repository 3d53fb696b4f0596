import type { Finding } from '../../domain/findings.js';
import { printable } from '../../domain/text.js';
import type { Connection } from '../database.js';

/** What SQLite's integrity check reports: pages, indexes, constraints (at most 100 findings). */
export function* checkPages(db: Connection): Generator<Finding> {
  const complaints = db.pragma('main.integrity_check') as { integrity_check: string }[];
  for (const { integrity_check: text } of complaints) {
    if (text !== 'ok') yield { code: 'DATABASE_DAMAGED', message: printable(text) };
  }
}

interface BrokenReference {
  readonly table: string;
  readonly parent: string;
  readonly rowid: number | null;
}

/** Finds rows with dangling references. */
export function* checkReferences(db: Connection): Generator<Finding> {
  for (const { table, parent, rowid } of db.pragma('main.foreign_key_check') as BrokenReference[]) {
    const row = rowid === null ? 'a row' : `row ${rowid}`;
    const message = `${row} of ${table} refers to a row of ${parent} that is not there`;
    yield { code: 'REFERENCE_BROKEN', message };
  }
}

/** Columns of JSON objects, and the columns that identify their rows. */
const JSON_COLUMNS = [
  ['users', 'fields', 'user_id'],
  ['templates', 'metadata', 'face_id'],
  ['runs', 'options', 'run_id'],
  ['runs', 'counts', 'run_id'],
  ['audit', 'detail', 'position'],
  ['run_items', 'detail', 'item'],
  ['thresholds', 'fmr_table', 'encoder'],
  ['api_keys', 'scopes', 'key_id'],
  ['api_keys', 'collections', 'key_id'],
  ['http_answers', 'headers', 'idempotency_key'],
  ['links', 'terms', 'link_id'],
  ['mails', 'terms', 'mail_id'],
  ['mails', 'denial', 'mail_id'],
  ['submissions', 'reasons', 'submission_id'],
  ['submissions', 'measures', 'submission_id'],
  ['submissions', 'denial', 'submission_id'],
] as const;

/** Finds values that are neither JSON objects nor arrays. */
export function* checkJson(db: Connection): Generator<Finding> {
  for (const [table, column, key] of JSON_COLUMNS) {
    // On invalid JSON, json_type would end the query.
    const rows = db
      .prepare<[], string>(
        `SELECT CAST(${key} AS TEXT) FROM ${table}
         WHERE ${column} IS NOT NULL
           AND CASE WHEN json_valid(${column}) THEN json_type(${column}) NOT IN ('object', 'array')
               ELSE true END`,
      )
      .pluck()
      .iterate();
    for (const row of rows) {
      const message = `${column} of ${table}, ${key} ${printable(row)}: it is not a JSON object`;
      yield { code: 'JSON_INVALID', message };
    }
  }
}
