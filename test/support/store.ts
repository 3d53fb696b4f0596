import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { type RunStore, Store } from '../../src/store/store.js';
import type { Templates } from '../../src/store/templates.js';
import { temporaryFolder } from './cli.js';

const START = { command: 'import-faces', input: '/photos', options: {} };

/** A new database of a test, opened, with a collection named `default`. */
export function newDatabase(): ReturnType<typeof openDatabase> {
  const db = openDatabase(join(temporaryFolder(), 'test.db'));
  db.exec("INSERT INTO collections VALUES ('default', 'now')");
  onTestFinished(() => {
    db.close();
  });
  return db;
}

/** A store of a test, closed at its end; without a path a new one. */
export function newStore(path = join(temporaryFolder(), 'test.db'), dryRun = false): Store {
  const store = Store.open(path, dryRun);
  onTestFinished(() => store.close());
  return store;
}

export function startRun(store: Store, ignoreCase = false, collection = 'default'): RunStore {
  const parts = { encoder: 'encoder', extractor: 'extractor', ignoreCase };
  const options = ignoreCase ? { ignoreCase } : {};
  return store.runLife.start({ ...START, options, collection }, parts, new Date().toISOString());
}

/** The embeddings of one user, in the order of the slots. */
export function embeddingsOf(templates: Templates, userId: string): readonly Float32Array[] {
  const faces = templates.ofUsers([userId]).get(userId) ?? [];
  return faces.map(({ embedding }) => embedding);
}
