import type { Connection } from './connection.js';

/** Columns that may be empty, and by table the constraint that `json_valid` alone made of them. */
const NULLABLE = {
  runs: ['command_line', 'report_layout', 'applied'],
  run_items: ['detail'],
} as const;

/**
 * Lets JSON columns be empty in every version of SQLite: before 3.45, `json_valid(NULL)` was 0,
 * which its `integrity_check` reports as broken.
 *
 * Only the text of the schema changes, as SQLite documents for constraints that do not change how
 * rows are stored (https://sqlite.org/lang_altertable.html, section 7): no row is copied, and
 * indexes, triggers and foreign keys stay, also those added by others.
 */
export function allowEmptyJson(db: Connection): void {
  const change = `UPDATE sqlite_schema SET sql = replace(sql, @old, @new)
                  WHERE type = 'table' AND name = @table`;
  const version = db.pragma('schema_version', { simple: true }) as number;
  db.unsafeMode(true);
  try {
    db.pragma('writable_schema = ON');
    const update = db.prepare(change);
    for (const [table, columns] of Object.entries(NULLABLE)) {
      for (const column of columns) {
        const [old, now] = [`json_valid(${column})`, nullOrJson(column)];
        update.run({ table, old: `CHECK (${old})`, new: `CHECK (${now})` });
      }
    }
    // Makes every connection, this one included, read the schema again.
    db.pragma(`schema_version = ${version + 1}`);
  } finally {
    db.pragma('writable_schema = OFF');
    db.unsafeMode(false);
  }
}

/** The constraint of a column that holds JSON or NULL. */
export function nullOrJson(column: string): string {
  return `${column} IS NULL OR json_valid(${column})`;
}
