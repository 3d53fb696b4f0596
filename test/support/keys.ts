import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { type RunStore, Store } from '../../src/store/store.js';
import { temporaryFolder } from './cli.js';
import { sampleOf, userData } from './entries.js';
import { startRun } from './store.js';

export const newKey = (source = 'a test'): MasterKey => ({ bytes: randomBytes(32), source });

/** An embedding whose bytes can be told from all others. */
export const randomEmbedding = (): Float32Array =>
  Float32Array.from({ length: 32 }, () => Math.random());

export const newPath = (): string => join(temporaryFolder(), 'test.db');

/** Opens a store and runs `use` in a run of it; closes it as a killed process would when that throws. */
export function withRun<T>(path: string, key: MasterKey | undefined, use: (run: RunStore) => T): T {
  const store = Store.open(path, false, { key });
  try {
    const run = startRun(store);
    const result = use(run);
    store.runLife.finish(run);
    store.runLife.close(run);
    return result;
  } finally {
    store.close();
  }
}

/** A store for reading, closed at the end of the test. */
export function readStore(path: string, key?: MasterKey): Store {
  const store = Store.open(path, true, { key });
  onTestFinished(() => store.close());
  return store;
}

/** Writes users, each with one template and a profile image. */
export function enrollUsers(run: RunStore, users: Readonly<Record<string, Float32Array>>): void {
  run.transaction(() => {
    for (const [userId, embedding] of Object.entries(users)) {
      run.users.create(userId, userData(), 'now');
      const template = { faceId: `face of ${userId}`, userId, slot: 1, fileName: 'x.jpg' };
      run.templates.add(template, sampleOf(userId, { embedding }), 'now');
      run.templates.setProfileImage(userId, imageOf(userId), userId, 'now');
    }
  });
}

/** Bytes that stand in no other file. */
export const imageOf = (userId: string): Buffer =>
  Buffer.from(`the picture of ${userId}. `.repeat(9));

/** The names of files in a folder, at any depth, that hold these bytes. */
export function filesWith(folder: string, bytes: Buffer): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .filter((file) => readFileSync(join(file.parentPath, file.name)).includes(bytes))
    .map((file) => file.name);
}
