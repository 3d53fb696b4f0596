/** What a batch leaves behind, without times, run IDs and face IDs. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Reports of what was known at an interruption; the run that went on made them obsolete. */
const INTERRUPTED = /\.errors\.interrupted(\.\d+)?\.csv$/;

/** The database; its log is emptied by the next command. */
const DATABASE = /^faceenroll\.db(-wal|-shm)?$/;

/** Everything that must be the same, however often the command was killed on the way. */
export function remains(folder, { code, stdout }) {
  const db = new Database(join(folder, 'faceenroll.db'), { readonly: true });
  const all = (sql, ...values) => db.prepare(sql).all(...values);
  try {
    const runs = all('SELECT * FROM runs ORDER BY rowid');
    const run = runs.at(-1);
    return {
      sound: [...all('PRAGMA integrity_check'), ...all('PRAGMA foreign_key_check')],
      left: all('SELECT path FROM samples UNION ALL SELECT user_id FROM run_entries'),
      users: all('SELECT * FROM users ORDER BY collection, user_id').map(timeless),
      templates: all(
        `SELECT *, hex(embedding) AS embedding FROM templates
         ORDER BY collection, user_id, encoder, slot`,
      ).map(timeless),
      pictures: all('SELECT *, hex(jpeg) AS jpeg FROM profile_images ORDER BY user_id').map(
        timeless,
      ),
      exceptions: all('SELECT * FROM duplicate_exceptions').map(timeless),
      // All rows of the batch are of the run that finished it.
      audit: all('SELECT * FROM audit ORDER BY position').map(({ run_id, ...row }) => ({
        ...timeless(row),
        ours: run_id === run.run_id,
      })),
      // What is unchanged goes when the run is reported.
      items: all(
        "SELECT * FROM run_items WHERE run_id = ? AND outcome <> 'unchanged' ORDER BY item",
        run.run_id,
      ).map(({ run_id, sample, detail, ...item }) => ({
        ...item,
        detail: timeless(JSON.parse(detail)),
      })),
      run: { status: run.status, options: run.options },
      reported: all(
        'SELECT entry, row, user_id, cells, unknown_row FROM report_rows WHERE run_id = ?',
        run.run_id,
      ),
      unfinished: runs.filter(({ status }) => status === 'running').length,
      code,
      told: stdout.split('\n').filter(Boolean).map(JSON.parse).map(timeless),
      files: Object.fromEntries(
        readdirSync(folder, { withFileTypes: true })
          .filter((file) => file.isFile() && !INTERRUPTED.test(file.name))
          .filter(({ name }) => !DATABASE.test(name))
          .map(({ name }) => [name, keyless(readFileSync(join(folder, name), 'utf8'), run.run_id)]),
      ),
    };
  } finally {
    db.close();
  }
}

const OF_A_RUN = [
  ...[
    'created_at',
    'updated_at',
    'at',
    'face_id',
    'faceId',
    'hash',
    'previous_hash',
    'runId',
    'seconds',
  ],
];

/** A report without what depends on the ID of its run: the keys of its rows, but for their entries. */
function keyless(text, runId) {
  return text.replaceAll(new RegExp(`R-${runId}-(\\d+)-[a-z]{6}`, 'g'), 'R-ours-$1');
}

function timeless(row) {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !OF_A_RUN.includes(name)));
}
