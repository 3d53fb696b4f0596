/** All that a database holds, as far as it is the same each time the same is done to it. */

import Database from 'better-sqlite3';

/** IDs, keys and times, and what follows from them: the chain of the audit log. */
const EACH_TIME_ANOTHER = new Set([
  ...[
    'run_id',
    'runId',
    'face_id',
    'faceId',
    'replaces',
    'sample',
    'process_id',
    'position',
    'report_due',
  ],
  ...[
    'at',
    'created_at',
    'updated_at',
    'started_at',
    'ended_at',
    'switched_at',
    'timeline',
    'seconds',
  ],
  ...['modifiedMs', 'modified_ms'],
  ...['hash', 'previous_hash', 'request_id', 'key', 'key_id', 'secret_sha256'],
]);

/** How the command was called; where photos are extracted is no part of the result. */
const WHERE = new Set(['command_line', 'queue', 'queueKeyFile', 'priority', 'photoTransport']);

/** Runs that were interrupted are begun anew; what they worked on is of no more use. */
const OF_RUNS = new Set(['runs', 'run_items', 'report_rows']);
const OF_FINISHED_RUNS = "run_id IN (SELECT run_id FROM runs WHERE status = 'finished')";

/**
 * Rows of every table but for IDs, times, and where the photos were extracted, in an order of their
 * own; blobs bit for bit.
 *
 * @param {string} path of the database
 * @param {string} folder that texts may name
 * @returns {Record<string, readonly string[]>}
 */
export function contents(path, folder) {
  const db = new Database(path, { readonly: true });
  try {
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all();
    return Object.fromEntries(
      tables.map((table) => {
        const which = OF_RUNS.has(table) ? `WHERE ${OF_FINISHED_RUNS}` : '';
        const rows = db.prepare(`SELECT * FROM "${table}" ${which}`).all();
        return [table, rows.map((row) => lineOf(row, folder)).sort()];
      }),
    );
  } finally {
    db.close();
  }
}

function lineOf(row, folder) {
  const entries = Object.entries(row).map(([column, value]) => [column, shown(value)]);
  return JSON.stringify(lasting(Object.fromEntries(entries))).replaceAll(folder, '<folder>');
}

/** Blobs as hexadecimal text, JSON as what it says. */
function shown(value) {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Counts that are stored with the result; those of the report are not, where the command was killed at it. */
function decided(counts) {
  if (counts === null) return counts;
  const { enrolled, unchanged, imported, failed, flagged } = counts;
  return { enrolled, unchanged, imported, failed, flagged };
}

/** A value without what is another each time. */
export function lasting(value) {
  if (Array.isArray(value)) return value.map(lasting);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !EACH_TIME_ANOTHER.has(name) && !WHERE.has(name))
      .map(([name, inner]) => [name, lasting(name === 'counts' ? decided(inner) : inner)]),
  );
}
