import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Connection } from '../database.js';

/** Working data of a run: photos of people who may never be enrolled. And answers, which are kept for a day. */
const LEFT_BEHIND: readonly string[] = ['run_entries', 'samples', 'http_answers'];

/** Items of a live run without an outcome are not copied, like their entries. */
const WHICH_ROWS: Readonly<Record<string, string>> = { run_items: 'outcome IS NOT NULL' };

/** Rows copied between two checks of the signal: at most a few megabytes of profile images. */
const PAGE = 500;

/** The same where a row may be a photo of 10 MB. */
const ROWS_OF: Readonly<Record<string, number>> = { submissions: 2 };

/** In KiB. Rows arrive in the order of the table, their index entries in any order. */
const CACHE_SIZE = 64_000;

/** SQLite's greatest rowid: a signed 64-bit number. */
const LAST_ROWID = 2n ** 63n - 1n;

export interface CopyProgress {
  readonly rows: number;
  readonly of: number;
}

interface Table {
  readonly name: string;
  readonly withoutRowid: 0 | 1;
  readonly sql: string;
}

/**
 * Copies a database, by the name that SQLite has for it, row by row into a new, empty one, as it is
 * at one moment. The caller marks the copy as a database of ours once it is finished.
 *
 * Neither SQLite's backup nor VACUUM INTO would do: both copy the samples of a live run, and the
 * backup copies the pages of deleted rows as well. Here the face of somebody who may never be
 * enrolled does not reach the copy, but for a photo that somebody sent and agreed to; and the copy is
 * no larger than its rows need. One read transaction covers it all: an import
 * proceeds meanwhile, and the copy does not see it.
 */
export async function copyDatabase(
  source: string,
  target: Connection,
  now: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: CopyProgress) => void },
): Promise<void> {
  // The copy is useless until it is complete, and is flushed then: a journal would help nobody.
  for (const setting of ['journal_mode = MEMORY', 'synchronous = OFF', 'foreign_keys = OFF']) {
    target.pragma(setting);
  }
  target.pragma(`cache_size = -${CACHE_SIZE}`);
  target.prepare('ATTACH ? AS source').run(source);
  target.exec('BEGIN');
  const tables = readTables(target);
  for (const { sql } of tables) target.exec(sql);
  await copyRows(target, tables, signal, onProgress);
  // A run that is live in the original is interrupted in the copy, which no process works on.
  target
    .prepare("UPDATE main.runs SET status = 'interrupted', ended_at = ? WHERE status = 'running'")
    .run(now);
  for (const sql of readLaterObjects(target)) {
    await letSignalsIn();
    signal.throwIfAborted();
    target.exec(sql);
  }
  const version = target.pragma('source.user_version', { simple: true });
  target.pragma(`main.user_version = ${version}`);
  target.exec('COMMIT');
  target.exec('DETACH source');
}

function readTables(db: Connection): readonly Table[] {
  return db
    .prepare<[], Table>(
      `SELECT s.name, l.wr AS withoutRowid, s.sql
       FROM source.sqlite_schema AS s JOIN pragma_table_list AS l
         ON l.schema = 'source' AND l.name = s.name
       WHERE l.type = 'table' AND s.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.rowid`,
    )
    .all();
}

/** Indexes and triggers: made earlier, triggers would fire for every copied row. */
function readLaterObjects(db: Connection): readonly string[] {
  return db
    .prepare<[], string>(
      `SELECT sql FROM source.sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid`,
    )
    .pluck()
    .all();
}

async function copyRows(
  db: Connection,
  tables: readonly Table[],
  signal: AbortSignal,
  onProgress: (progress: CopyProgress) => void,
): Promise<void> {
  const copied = tables.filter(({ name }) => !LEFT_BEHIND.includes(name));
  const counts = copied.map(({ name }) => count(db, name));
  const of = counts.reduce((sum, n) => sum + n, 0);
  let rows = 0;
  for (const table of copied) {
    for (const changes of copyPages(db, table)) {
      rows += changes;
      onProgress({ rows, of });
      await letSignalsIn();
      signal.throwIfAborted();
    }
  }
}

function count(db: Connection, table: string): number {
  return db.prepare<[], number>(`SELECT count(*) FROM source."${table}"`).pluck().get() ?? 0;
}

/** Copies a table page by page; a table without rowids, always small, in one step. */
function* copyPages(db: Connection, { name, withoutRowid }: Table): Generator<number> {
  const insert = `INSERT INTO main."${name}" SELECT * FROM source."${name}" WHERE ${WHICH_ROWS[name] ?? 'true'}`;
  if (withoutRowid) {
    yield db.prepare(insert).run().changes;
    return;
  }
  const endOfPage = db
    .prepare<[bigint], bigint>(
      `SELECT rowid FROM source."${name}" WHERE rowid > ? ORDER BY rowid LIMIT 1 OFFSET ${(ROWS_OF[name] ?? PAGE) - 1}`,
    )
    .pluck()
    .safeIntegers();
  const page = db.prepare(`${insert} AND rowid > ? AND rowid <= ? ORDER BY rowid`);
  for (let last = -LAST_ROWID, end = last; end < LAST_ROWID; last = end) {
    end = endOfPage.get(last) ?? LAST_ROWID;
    yield page.run(last, end).changes;
  }
}
