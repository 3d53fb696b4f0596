import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { allowEmptyJson } from '../../src/store/json-checks.js';
import { APPLICATION_ID } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { query, temporaryFolder } from '../support/cli.js';
import { hasSystemSqlite, systemSqlite } from '../support/system-sqlite.js';

const BEFORE = MIGRATIONS.indexOf(allowEmptyJson);

/** A database as the versions before the step made it, with an interrupted run and its items. */
function olderDatabase(): string {
  const path = join(temporaryFolder(), 'older.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  for (const step of MIGRATIONS.slice(0, BEFORE)) {
    if (typeof step !== 'string') step(db);
    else db.exec(step.replace('detail IS NULL OR json_valid(detail)', 'json_valid(detail)'));
  }
  db.exec(`
    PRAGMA user_version = ${BEFORE};
    PRAGMA application_id = ${APPLICATION_ID};
    INSERT INTO collections VALUES ('default', 'now');
    INSERT INTO runs (run_id, collection, command, input, options, status, os_user, host,
                      process_id, started_at)
    VALUES ('r1', 'default', 'import-csv', '/u.csv', '{}', 'interrupted', 'ann', 'h', 1, 'now'),
           ('r2', 'default', 'import-csv', '/u.csv', '{}', 'finished', 'ann', 'h', 1, 'now');
    INSERT INTO run_items (run_id, item, entry, user_id, slot, file, detail)
    VALUES ('r1', 1, 1, '1001', 1, 'a.jpg', NULL), ('r1', 2, 1, '1001', 2, 'b.jpg', '{"n":1}');
    INSERT INTO audit (at, os_user, host, run_id, action, collection)
    VALUES ('now', 'ann', 'h', 'r2', 'USER_CREATED', 'default');
    CREATE INDEX of_the_customer ON runs (started_at);
    CREATE VIEW last_runs AS SELECT run_id FROM runs;
  `);
  db.close();
  chmodSync(path, 0o600);
  return path;
}

function schemaOf(path: string): Record<string, string> {
  const rows = query(path, 'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL');
  return Object.fromEntries(rows.map(({ name, sql }) => [name, sql]));
}

describe('an older database, in which JSON could not be empty', () => {
  it('keeps its rows, indexes, views and foreign keys', () => {
    const path = olderDatabase();
    const tables = ['runs', 'run_items', 'audit', 'collections'];
    // Later steps add and drop columns of the runs themselves.
    const rows = () =>
      tables.map((table) =>
        query(path, `SELECT * FROM ${table}`).map(
          ({ applied: _, report_due: __, timeline: ___, seen: ____, ...row }) => row,
        ),
      );
    const [rowsBefore, before] = [rows(), schemaOf(path)];
    openDatabase(path).close();
    const after = schemaOf(path);
    expect(rows()).toEqual(rowsBefore);
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
    expect(query(path, 'PRAGMA foreign_key_list(audit)')).toMatchObject([{ table: 'runs' }]);
    expect(query(path, 'SELECT * FROM last_runs')).toEqual([{ run_id: 'r1' }, { run_id: 'r2' }]);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('has the schema of a new one afterwards', () => {
    const [path, fresh] = [olderDatabase(), join(temporaryFolder(), 'new.db')];
    openDatabase(path).close();
    openDatabase(fresh).close();
    const { of_the_customer: _, last_runs: __, ...migrated } = schemaOf(path);
    expect(migrated).toEqual(schemaOf(fresh));
  });

  it('takes JSON and nothing, and still refuses other text, at once and when opened again', () => {
    const path = olderDatabase();
    const migrated = openDatabase(path);
    const takes = (db: Database.Database): void => {
      db.exec("UPDATE runs SET report_layout = NULL, command_line = '[]'");
      for (const column of ['report_layout', 'command_line']) {
        expect(() => db.exec(`UPDATE runs SET ${column} = 'no JSON'`)).toThrow('CHECK');
      }
      expect(() => db.exec("UPDATE run_items SET detail = '{'")).toThrow('CHECK');
      expect(() => db.exec("UPDATE sqlite_schema SET sql = ''")).toThrow('may not be modified');
    };
    takes(migrated);
    migrated.close();
    const again = openDatabase(path);
    takes(again);
    again.close();
  });

  it('is as it was when the steps cannot be finished', () => {
    const path = olderDatabase();
    const db = new Database(path);
    const before = schemaOf(path);
    const failing = db.transaction(() => {
      allowEmptyJson(db);
      throw new Error('the disk is full');
    });
    expect(failing).toThrow('the disk is full');
    db.close();
    expect(schemaOf(path)).toEqual(before);
    openDatabase(path).close();
  });

  it.skipIf(!hasSystemSqlite)("is whole in the eyes of the system's sqlite3", () => {
    const path = olderDatabase();
    openDatabase(path).close();
    expect(systemSqlite(path, 'PRAGMA integrity_check')).toBe('ok\n');
  });
});
