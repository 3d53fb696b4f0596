import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { Scenario } from '../support/scenario.js';

it.each([1, 2])('import-csv brings a database of schema %i up to date', async (version) => {
  const s = new Scenario();
  const db = new Database(s.db);
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step as string);
  db.exec(`
    PRAGMA user_version = ${version};
    PRAGMA application_id = ${0x46_45_4e_52};
    INSERT INTO collections VALUES ('default', 'now');
  `);
  db.close();
  chmodSync(s.db, 0o600);
  s.write('users.csv', 'user_id,name\n1001,Ann\n');
  const result = await s.run(['import-csv', 'users.csv']);
  expect(result.code).toBe(0);
  expect(s.userIds()).toEqual(['1001']);
  expect(s.query('PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }]);
});
