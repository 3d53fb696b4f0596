import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { renameUser } from '../../src/operations/users/rename-user.js';
import type { RunStore } from '../../src/store/store.js';
import { query, temporaryFolder } from '../support/cli.js';
import { rowEntry, userData } from '../support/entries.js';
import { enrolled, failedWith } from '../support/outcomes.js';
import { addEverything, addWatchedFile, placesOf, userColumns } from '../support/renames.js';
import { embeddingsOf, newStore, startRun } from '../support/store.js';

const NOW = '2026-06-15T12:00:00.000Z';

function scene() {
  const path = join(temporaryFolder(), 'test.db');
  const store = newStore(path);
  return { path, store, run: startRun(store) };
}

const create = (run: RunStore, ...ids: string[]) =>
  run.transaction(() => {
    for (const id of ids) run.users.create(id, userData(), NOW);
  });

const pairs = (path: string) =>
  query(path, 'SELECT * FROM duplicate_exceptions ORDER BY 1, 2, 3').map(
    (row) => `${row.user_id} ${row.other_user_id} ${row.reason}`,
  );

/** The column whose rows are forgotten. */
const FORGOTTEN = 'http_answers.user_id';

/** Columns whose rows keep the former ID, or have it until its key is destroyed. */
const LEFT = ['audit.user_id', 'keys_to_destroy.user_id', 'report_rows.user_id'];

describe('a user who is renamed', () => {
  it('is named by the new ID in every table that names users', () => {
    const { path, store } = scene();
    addEverything(store, 'old-4711');
    addWatchedFile(path, 'old-4711');
    const columns = userColumns(path).filter((column) => ![...LEFT, FORGOTTEN].includes(column));
    const before = placesOf(path, 'old-4711');
    expect(before.has(FORGOTTEN)).toBe(true);
    // A new table that names users: let `addEverything` fill it, and `Renames` rename it.
    expect(
      columns.filter((column) => !before.has(column)),
      'columns without the user',
    ).toEqual([]);

    const part = store.collection('default', '');
    renameUser(part, 'old-4711', 'old-471X');
    const [left, after] = ['old-4711', 'old-471X'].map((id) => placesOf(path, id));
    expect([...(left?.keys() ?? [])].sort()).toEqual([
      ...['audit.detail', 'audit.user_id'],
      // A row as it was read, and the name of a photo.
      ...['report_rows.cells', 'report_rows.user_id', 'run_entries.content'],
      'templates.file_name',
    ]);
    for (const column of columns)
      expect([column, after?.get(column)]).toEqual([column, before.get(column)]);
    expect(query(path, 'PRAGMA foreign_key_check')).toEqual([]);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('keeps every value but the ID and its keys', () => {
    const { path, store } = scene();
    addEverything(store, 'ann');
    const TABLES = [
      ...['users', 'templates', 'template_versions', 'thumbnails', 'profile_images'],
      ...['links', 'mails', 'consents', 'submissions'],
    ];
    const rows = () =>
      [...TABLES, 'user_tags'].map((table) =>
        query(path, `SELECT * FROM ${table} ORDER BY 1, 2, 3`).map(
          ({ user_id, user_key, folded_key, updated_at, ...values }) => values,
        ),
      );
    const before = rows();
    renameUser(store.collection('default', ''), 'ann', 'eve');
    expect(rows()).toEqual(before);
    const [user] = query(path, "SELECT * FROM users WHERE user_id = 'eve'");
    expect(user).toMatchObject({ user_key: 'eve', folded_key: 'eve' });
  });

  it('has an audit row under the new ID, with the reference', () => {
    const { path, store, run } = scene();
    create(run, 'ann');
    renameUser(store.collection('default', '', { reference: 'CHG-1' }), 'ann', 'eve');
    expect(query(path, 'SELECT * FROM audit')).toMatchObject([
      {
        ...{ action: 'USER_RENAMED', user_id: 'eve', face_id: null, reference: 'CHG-1' },
        detail: '{"from":"ann","to":"eve"}',
      },
    ]);
  });

  it('is another than the user of the same ID in another collection', () => {
    const { path, store, run } = scene();
    const other = startRun(store, false, 'other');
    for (const part of [run, other]) create(part, 'ann', 'bo');
    for (const part of [run, other]) part.exceptions.add('ann', 'bo', 'twins', NOW);
    other.work.add(rowEntry(2, 'ann'));
    other.work.items.setOutcome(1, 'ann', enrolled());
    renameUser(run, 'ann', 'zoe');
    const ids = (table: string) => query(path, `SELECT user_id FROM ${table} ORDER BY 1`);
    expect(ids('users').map((row) => row.user_id)).toEqual(['ann', 'bo', 'bo', 'zoe']);
    expect(ids('run_items')).toEqual([{ user_id: 'ann' }]);
    expect(ids('run_entries')).toEqual([{ user_id: 'ann' }]);
    expect(query(path, 'SELECT match_key FROM run_entries')).toEqual([{ match_key: 'ann' }]);
    expect(pairs(path)).toEqual(['bo zoe twins', 'ann bo twins']);
  });

  it('may look like whom the user might before, whichever ID of a pair is the lesser one', () => {
    const { path, run } = scene();
    // By their bytes: \uFF5E comes before \u{1F600}, which it does not for JavaScript.
    create(run, 'b', 'a', 'z', '\uFF5E');
    for (const other of ['a', 'z', '\uFF5E']) run.exceptions.add('b', other, `b-${other}`, NOW);
    renameUser(run, 'b', '\u{1F600}');
    expect(pairs(path)).toEqual([
      'a \u{1F600} b-a',
      'z \u{1F600} b-z',
      '\uFF5E \u{1F600} b-\uFF5E',
    ]);
    renameUser(run, '\u{1F600}', '0');
    expect(pairs(path)).toEqual(['0 a b-a', '0 z b-z', '0 \uFF5E b-\uFF5E']);
  });

  it('takes over exceptions that a user left behind who had the new ID', () => {
    const { path, run } = scene();
    create(run, 'ann', 'bo');
    run.exceptions.add('ann', 'bo', 'twins', NOW);
    run.exceptions.add('gone', 'bo', 'left', NOW);
    run.exceptions.add('gone', 'ann', 'the same person', NOW);
    renameUser(run, 'ann', 'gone');
    expect(pairs(path)).toEqual(['bo gone left']);
  });

  it('is forgotten by a purge under the new ID, with what earlier runs noted under the former one', () => {
    const { path, store, run } = scene();
    create(run, 'ann', 'bo');
    for (const [i, id] of ['ann', 'eve', 'bo'].entries()) {
      run.work.add(rowEntry(i + 2, id));
      run.work.items.setOutcome(i + 1, id, id === 'eve' ? failedWith() : enrolled());
    }
    store.runLife.finish(run);
    const killed = startRun(store, true);
    for (const [i, id] of ['ANN', 'bo'].entries()) killed.work.add(rowEntry(i + 2, id));
    renameUser(store.collection('default', ''), 'ann', 'Eve');
    expect(query(path, 'SELECT user_id, match_key FROM run_entries')).toEqual([
      { user_id: 'Eve', match_key: 'eve' },
      { user_id: 'bo', match_key: 'bo' },
    ]);
    const named = { what: 'user', reason: 'NAMED', date: null } as const;
    const empty = { templates: 0, thumbnails: 0, profileImage: false, waitingPhoto: false };
    run.removal.remove([{ userId: 'Eve', ...named, ...empty }], NOW);
    for (const table of ['run_items', 'run_entries']) {
      const ids = query(path, `SELECT user_id FROM ${table} ORDER BY 1`);
      const left = table === 'run_items' ? ['ANN', 'bo', 'bo', 'eve'] : ['bo'];
      expect(ids.map((row) => row.user_id)).toEqual(left);
    }
  });

  it('keeps everything when something of it fails', () => {
    const { path, store } = scene();
    addEverything(store, 'ann');
    const db = new Database(path);
    db.exec(`CREATE TRIGGER stubborn BEFORE INSERT ON audit WHEN new.action = 'USER_RENAMED'
             BEGIN SELECT raise(ABORT, 'no'); END`);
    db.close();
    const places = placesOf(path, 'ann');
    expect(() => renameUser(store.collection('default', ''), 'ann', 'eve')).toThrow('no');
    expect(placesOf(path, 'ann')).toEqual(places);
    expect(placesOf(path, 'eve').size).toBe(0);
  });

  it('goes back to the encoder before, when an upgrade is rolled back, and on again', () => {
    const { store } = scene();
    addEverything(store, 'ann');
    const part = store.collection('default', 'third');
    part.transaction(() => part.upgrades.switchStaged(NOW));
    const of = (encoder: string, id: string) =>
      embeddingsOf(store.collection('default', encoder).templates, id);
    const after = of('third', 'ann');
    renameUser(part, 'ann', 'eve');
    expect(of('third', 'eve')).toEqual(after);
    part.transaction(() => part.upgrades.rollback(NOW));
    expect([of('third', 'eve'), of('encoder', 'eve').length]).toEqual([[], 2]);
    renameUser(part, 'eve', 'zoe');
    part.transaction(() => part.upgrades.switchStaged(NOW));
    expect(of('third', 'zoe')).toEqual(after);
  });
});

describe('a rename is refused', () => {
  const refusals: [string, string, string, string][] = [
    ['of nobody', 'nobody', 'x', 'there is no user with the user ID "nobody"'],
    ['to the ID of another user', 'ann', 'bo', 'there is another user with the user ID "bo"'],
    [
      'to it in another Unicode form',
      'ann',
      'Ren\u00e9',
      'another user with the user ID "Rene\u0301"',
    ],
    ['to the same ID', 'ann', 'ann', 'the user ID is "ann" already'],
    ['to nothing', 'ann', '', 'the user ID is empty'],
    ['to an ID that nobody can have', 'ann', 'a\nb', 'has a line break (U+000A)'],
    ['to one that is too long', 'ann', 'x'.repeat(1000), 'has 1000 characters'],
  ];
  it.each(refusals)('%s, and nothing is changed', (_, from, to, message) => {
    const { path, run } = scene();
    create(run, 'ann', 'bo', 'Rene\u0301');
    expect(() => renameUser(run, from, to)).toThrow(message);
    expect(query(path, 'SELECT user_id FROM users ORDER BY 1').map((r) => r.user_id)).toEqual([
      ...['Rene\u0301', 'ann', 'bo'],
    ]);
    expect(query(path, 'SELECT * FROM audit')).toEqual([]);
  });

  it('and says where the user is now', () => {
    const { run } = scene();
    create(run, 'ann');
    renameUser(run, 'ann', 'bo');
    renameUser(run, 'bo', 'cy');
    expect(() => renameUser(run, 'ann', 'eve')).toThrow('the user ID "ann" (renamed to "cy") in');
  });
});

describe('a rename is done', () => {
  it.each([
    ['to another case', 'ab', 'AB', 'AB', 'ab'],
    ['to another Unicode form', 'Rene\u0301', 'Ren\u00e9', 'Ren\u00e9', 'ren\u00e9'],
    ['beside a user who differs in case alone', 'x', 'BO', 'BO', 'bo'],
  ])('%s', (_, from, to, key, folded) => {
    const { path, run } = scene();
    create(run, from, 'bo');
    renameUser(run, from, to);
    expect(query(path, 'SELECT * FROM users WHERE user_id = ?', to)).toMatchObject([
      { user_key: key, folded_key: folded },
    ]);
    expect(query(path, 'SELECT * FROM users')).toHaveLength(2);
  });

  it('of a user who is named in another Unicode form than the stored one', () => {
    const { path, run } = scene();
    create(run, 'Rene\u0301');
    renameUser(run, 'Ren\u00e9', 'R');
    expect(query(path, 'SELECT detail FROM audit')).toEqual([
      { detail: '{"from":"Rene\u0301","to":"R"}' },
    ]);
  });

  it('along a chain and back, and of two users who exchange their IDs', () => {
    const { path, run } = scene();
    create(run, 'a', 'b');
    for (const id of ['a', 'b']) run.users.update(id, userData({ name: `first ${id}` }), NOW);
    for (const [from, to] of [
      ['a', 'c'],
      ['b', 'a'],
      ['c', 'b'],
    ] as const) {
      renameUser(run, from, to);
    }
    expect(query(path, 'SELECT user_id, name FROM users ORDER BY 1')).toEqual([
      { user_id: 'a', name: 'first b' },
      { user_id: 'b', name: 'first a' },
    ]);
  });
});
