import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { Publications } from '../../src/store/publications/publications.js';
import { Store } from '../../src/store/store.js';
import { temporaryFolder } from '../support/cli.js';

it('whether anything published is stale is known without a look at other changes', () => {
  const path = join(temporaryFolder(), 'faces.db');
  Store.open(path, false).close();
  const asked: string[] = [];
  const db = new Database(path, { verbose: (sql) => asked.push(String(sql)) });
  expect(new Publications(db).hasStale()).toBe(false);
  const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${asked[0]}`).all();
  db.close();
  expect(plan.map(({ detail }) => detail).join()).toContain('publication_changes_stale');
});
