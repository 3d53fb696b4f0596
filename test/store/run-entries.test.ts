import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { RunEntries } from '../../src/store/run-entries.js';
import { entriesOfRuns } from '../../src/store/work-tables.js';
import { query } from '../support/cli.js';
import { rowEntry } from '../support/entries.js';
import { FORMER_ENTRIES } from '../support/former-schema.js';
import { newPath } from '../support/keys.js';

const RUN = `INSERT INTO runs (run_id, collection, command, input, options, status, os_user, host,
                               process_id, started_at)
             VALUES (?, 'default', 'import-csv', '/u.csv', '{}', 'interrupted', 'ann', 'h', 1, 'now')`;

describe('the entries of a run', () => {
  it('are its own: those of another run are not seen', () => {
    const db = openDatabase(newPath());
    const [first, second] = [new RunEntries(db, 'r1'), new RunEntries(db, 'r2')];
    first.add(1, rowEntry(2, 'ann'), 'ann');
    second.add(1, rowEntry(2, 'bo'), 'bo');
    second.add(2, rowEntry(3, 'ann'), 'ann');
    const users = (entries: RunEntries) => entries.after(0, 9).map(({ entry }) => entry.userId);
    expect([users(first), users(second)]).toEqual([['ann'], ['bo', 'ann']]);
    expect([first.has('bo'), second.has('bo')]).toEqual([false, true]);
    expect([first.sharing(1, 'ann'), second.sharing(1, 'ann').length]).toEqual([[], 1]);
    db.close();
  });

  it('that a database of before holds are those of its newest run', () => {
    const path = newPath();
    const old = openDatabase(path);
    old.exec("INSERT INTO collections VALUES ('default', 'now')");
    for (const runId of ['r1', 'r2']) old.prepare(RUN).run(runId);
    old.exec(FORMER_ENTRIES);
    old.exec("INSERT INTO run_entries VALUES (7, 8, 'ann', 'ann', '{\"userId\":\"ann\"}')");
    old.pragma(`user_version = ${MIGRATIONS.indexOf(entriesOfRuns('main'))}`);
    old.close();
    const db = openDatabase(path);
    expect(new RunEntries(db, 'r1').after(0, 9)).toEqual([]);
    expect(new RunEntries(db, 'r2').after(0, 9)).toEqual([{ number: 7, entry: { userId: 'ann' } }]);
    db.close();
    expect(query(path, "SELECT name FROM sqlite_schema WHERE name LIKE 'former%'")).toEqual([]);
    expect(new Database(path).pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  });
});
