import { expect, test } from 'vitest';
import { KeyUses } from '../../src/http/key-use.js';
import { KEY_USE_EVERY_MS } from '../../src/http/limits.js';
import type { KeyUse } from '../../src/operations/serving/key-uses.js';
import { writeKeyUses } from '../../src/operations/serving/key-uses.js';
import { Store } from '../../src/store/store.js';
import { changing } from '../support/api-keys.js';
import { newPath } from '../support/keys.js';

function scene(write?: (uses: readonly KeyUse[]) => Promise<void>) {
  const written: (readonly KeyUse[])[] = [];
  const failures: unknown[] = [];
  const timer = { ms: 0, work: () => {}, runs: true };
  const uses = new KeyUses({
    write: write ?? (async (rows) => void written.push(rows)),
    failed: (error) => failures.push(error),
    every: (ms, work) => {
      Object.assign(timer, { ms, work });
      return () => {
        timer.runs = false;
      };
    },
  });
  return { uses, written, failures, timer };
}

test('the use of a key is one row a minute, counted by operation', async () => {
  const { uses, written, timer } = scene();
  for (let i = 0; i < 3; i += 1) uses.note('k1', 'enrollFace');
  uses.note('k1', 'getFace');
  uses.note('k2', 'getFace');
  expect(written).toEqual([]);
  expect(timer.ms).toBe(KEY_USE_EVERY_MS);
  timer.work();
  await uses.flush();
  expect(written).toEqual([
    [
      { keyId: 'k1', counts: { enrollFace: 3, getFace: 1 } },
      { keyId: 'k2', counts: { getFace: 1 } },
    ],
  ]);
  timer.work();
  await uses.flush();
  expect(written).toHaveLength(1);
});

test('what was counted is written at the end', async () => {
  const { uses, written, timer } = scene();
  uses.note('k1', 'getFace');
  await uses.close();
  expect(written).toEqual([[{ keyId: 'k1', counts: { getFace: 1 } }]]);
  expect(timer.runs).toBe(false);
});

test('what could not be written is written with the next ones', async () => {
  let isBusy = true;
  const written: (readonly KeyUse[])[] = [];
  const { uses, failures } = scene(async (rows) => {
    if (isBusy) throw new Error('busy');
    written.push(rows);
  });
  uses.note('k1', 'getFace');
  await uses.flush();
  expect(failures).toEqual([new Error('busy')]);
  isBusy = false;
  uses.note('k1', 'getFace');
  await uses.flush();
  expect(written).toEqual([[{ keyId: 'k1', counts: { getFace: 2 } }]]);
});

test('the audit has the key and the counts, in no collection', async () => {
  const store = Store.open(newPath(), false);
  const write = async <T>(work: (open: Store) => T) => changing(store, () => work(store));
  await writeKeyUses({ write }, [
    { keyId: 'k1', counts: { enrollFace: 3 } },
    { keyId: 'k2', counts: { getFace: 1 } },
  ]);
  const rows = [...store.auditLog.rows()].map((row) => ({
    ...row,
    detail: JSON.parse(row.detail),
  }));
  store.close();
  expect(rows).toMatchObject([
    { action: 'KEY_USED', collection: '', detail: { counts: { enrollFace: 3 }, key: 'k1' } },
    { action: 'KEY_USED', collection: '', detail: { counts: { getFace: 1 }, key: 'k2' } },
  ]);
});
