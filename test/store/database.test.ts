import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase, openDatabaseDry } from '../../src/store/database.js';
import { DatabaseError } from '../../src/store/database-error.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { temporaryFolder } from '../support/cli.js';

const newPath = (): string => join(temporaryFolder(), 'test.db');

/** A database that another program or version wrote. */
function written(sql: string): string {
  const path = newPath();
  const db = new Database(path);
  db.exec(sql);
  db.close();
  return path;
}

/** What opening says, of a run and of a dry run. */
function refusals(path: string): string[] {
  return [() => openDatabase(path), () => openDatabaseDry(path)].map((open) => {
    try {
      open().close();
      return 'opened';
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      return error.message;
    }
  });
}

describe('a new database', () => {
  it('has every table, and the version that says so', () => {
    const db = openDatabase(newPath());
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    expect(tables).toEqual([
      'api_keys',
      'audit',
      'collections',
      'consent_texts',
      'consents',
      'duplicate_exceptions',
      'encryption',
      'http_answers',
      'keys_to_destroy',
      'links',
      'mails',
      'profile_image_digests',
      'profile_images',
      'publication_changes',
      'publications',
      'report_rows',
      'run_entries',
      'run_items',
      'runs',
      'samples',
      'submissions',
      'template_digests',
      'template_versions',
      'templates',
      'thresholds',
      'thumbnail_digests',
      'thumbnails',
      'upgrades',
      'user_tags',
      'users',
      'watched_files',
    ]);
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    db.close();
  });

  it('opens again as it was left', () => {
    const path = newPath();
    const first = openDatabase(path);
    first.exec("INSERT INTO collections VALUES ('staff', 'now')");
    first.close();
    const again = openDatabase(path);
    expect(again.prepare('SELECT name FROM collections').pluck().all()).toEqual(['staff']);
    again.close();
  });

  it.skipIf(process.platform === 'win32')('can be read by its owner only', () => {
    const path = newPath();
    const db = openDatabase(path);
    db.exec("INSERT INTO collections VALUES ('staff', 'now')");
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      expect([file, (statSync(file).mode & 0o777).toString(8)]).toEqual([file, '600']);
    }
    db.close();
  });

  it.skipIf(process.platform === 'win32')('leaves the mode of a file that exists', () => {
    const path = newPath();
    openDatabase(path).close();
    chmodSync(path, 0o640);
    openDatabase(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('survives a power cut after each transaction', () => {
    const db = openDatabase(newPath());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  it('takes values of the right type only, and no face without its user', () => {
    const db = openDatabase(newPath());
    expect(() =>
      db.exec("INSERT INTO collections (name, created_at) VALUES (x'00', 'now')"),
    ).toThrow('cannot store BLOB value in TEXT column');
    expect(() =>
      db.exec(
        `INSERT INTO templates (face_id, collection, user_id, slot, encoder, embedding,
                                photo_digest, file_name, created_at, updated_at)
         VALUES ('f', 'staff', 'nobody', 1, 'e', x'00', 'd', 'n', 'now', 'now')`,
      ),
    ).toThrow('FOREIGN KEY');
    const loose = db
      .prepare(
        `SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(loose).toEqual([]);
    db.close();
  });
});

describe('a database that is not ours', () => {
  it('of a newer version is refused, and the remedy is an update', () => {
    const path = newPath();
    openDatabase(path).close();
    const newer = new Database(path);
    newer.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const message = `${path} was written by a newer version of faceenroll (schema ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}): update faceenroll`;
    expect(refusals(path)).toEqual([message, message]);
  });

  it('but of another program is refused and not changed', () => {
    const path = written('CREATE TABLE invoices (id)');
    const before = readFileSync(path);
    expect(refusals(path)).toEqual([
      expect.stringContaining(`${path} is an SQLite database of another program`),
      expect.stringContaining(path),
    ]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('but of another program that counts versions, too, is refused', () => {
    const path = written(`CREATE TABLE invoices (id); PRAGMA user_version = ${MIGRATIONS.length}`);
    expect(refusals(path)).toEqual([
      expect.stringContaining('another program'),
      expect.stringContaining(path),
    ]);
  });

  it('but empty is taken for a new one, and by a dry run left empty', () => {
    const path = newPath();
    writeFileSync(path, '');
    openDatabaseDry(path).close();
    expect(statSync(path).size).toBe(0);
    openDatabase(path).close();
    expect(refusals(path)).toEqual(['opened', 'opened']);
  });

  it('but a file of another kind is refused and not changed', () => {
    const path = newPath();
    const text = 'user_id,name\n1001,Ann\n'.repeat(100);
    writeFileSync(path, text);
    expect(refusals(path)).toEqual([
      `the database ${path} cannot be opened: it is not a database; name another file with --db`,
      `the database ${path} cannot be opened: it is not a database; name another file with --db`,
    ]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('but a folder is refused with what to do', () => {
    const path = temporaryFolder();
    const message = `the database ${path} cannot be opened: it is a folder; name a file with --db`;
    expect(refusals(path)).toEqual([message, message]);
  });

  it('and lies in a folder that is not there is refused with what to do', () => {
    const path = join(temporaryFolder(), 'none', 'test.db');
    expect(() => openDatabase(path)).toThrow(`${path} cannot be opened: its folder does not exist`);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a database that somebody has changed', () => {
  /** What opening says of a new database after such statements, without its path. */
  function told(statements: string): string[] {
    const path = newPath();
    openDatabase(path).close();
    const db = new Database(path);
    db.exec(statements);
    db.close();
    const before = readFileSync(path);
    const messages = refusals(path).map((message) => message.replace(path, 'x.db'));
    expect(readFileSync(path).equals(before)).toBe(true);
    return messages;
  }
  const twice = (message: string): string[] => [message, message];

  it.each([
    ['DROP TABLE user_tags', 'table user_tags'],
    ['PRAGMA foreign_keys = OFF; DROP TABLE runs', 'table runs'],
    ['ALTER TABLE users DROP COLUMN phone', 'column users.phone'],
    ['DROP TRIGGER templates_key', 'trigger templates_key'],
  ])('is damaged after %s, and what is missing is named', (statement, part) => {
    expect(told(statement)).toEqual(
      twice(
        `x.db is damaged: it has no ${part}, as one of schema ${MIGRATIONS.length} has; restore it from a backup`,
      ),
    );
  });

  it.each([-1, 0, 1, 3, 7])('says what to do when its version was set back to %i', (version) => {
    const [message = '', again] = told(`PRAGMA user_version = ${version}`);
    expect(again).toBe(message);
    expect(message).toMatch(
      new RegExp(
        `^x.db says that it is of schema ${version} .* the number was set back; set it again with "PRAGMA user_version = \\d+", or restore`,
      ),
    );
  });

  it('opens again with the number that the message names', () => {
    const path = newPath();
    openDatabase(path).close();
    const set = (number: number | string): void => {
      const db = new Database(path);
      db.pragma(`user_version = ${number}`);
      db.close();
    };
    set(2);
    set(/user_version = (\d+)/.exec(refusals(path)[0] ?? '')?.[1] ?? 'none');
    openDatabase(path).close();
    expect(refusals(path)).toEqual(['opened', 'opened']);
  });

  it('opens with tables, columns and views of its own, and without an index', () => {
    const path = newPath();
    openDatabase(path).close();
    const db = new Database(path);
    db.exec(`CREATE TABLE badges (n); ALTER TABLE users ADD COLUMN badge TEXT;
             CREATE VIEW names AS SELECT name FROM users; DROP INDEX audit_by_run`);
    db.close();
    expect(refusals(path)).toEqual(['opened', 'opened']);
  });
});

describe('a dry run', () => {
  it('of a database that does not exist makes no file', () => {
    const path = newPath();
    const db = openDatabaseDry(path);
    expect(db.prepare('SELECT count(*) FROM users').pluck().get()).toBe(0);
    db.close();
    expect(existsSync(path)).toBe(false);
  });

  it('works in memory beside the work tables of the file', () => {
    const path = newPath();
    const work = openDatabase(path);
    work.exec("INSERT INTO run_entries VALUES ('r', 1, NULL, 'u', 'u', '{}')");
    work.close();
    const before = readFileSync(path);
    const db = openDatabaseDry(path);
    expect(db.prepare('SELECT count(*) FROM run_entries').pluck().get()).toBe(0);
    db.exec("INSERT INTO run_entries VALUES ('r', 1, NULL, 'v', 'v', '{}')");
    db.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
