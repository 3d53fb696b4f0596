import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HeldDatabase } from '../../src/store/held-database.js';
import { OPEN_VAULT } from '../../src/store/secrets/vault.js';
import { Transactions } from '../../src/store/transactions.js';
import { temporaryFolder } from '../support/cli.js';

function opened() {
  const held = HeldDatabase.open(join(temporaryFolder(), 'test.db'), false);
  onTestFinished(() => held.close());
  return { transactions: new Transactions(held, OPEN_VAULT), held };
}

/** As SQLite numbers them. */
const [NORMAL, FULL] = [1, 2];

it.each([
  ['when it is done', async () => {}],
  [
    'when it fails',
    async () => {
      throw new Error('it failed');
    },
  ],
])(
  'only work that can be repeated does not wait for the disk: %s, all waits again',
  async (_, end) => {
    const { transactions, held } = opened();
    const waits = () => held.db.pragma('synchronous', { simple: true });
    const seen: unknown[] = [waits()];
    const work = transactions.repeatable(async () => {
      seen.push(waits());
      await end();
    });
    await work.catch(() => {});
    expect([...seen, waits()]).toEqual([FULL, NORMAL, FULL]);
  },
);

it('work that can be repeated waits for the disk where a power cut could leave half of a commit', async () => {
  const { transactions, held } = opened();
  held.db.pragma('journal_mode = DELETE');
  const waits = await transactions.repeatable(async () =>
    held.db.pragma('synchronous', { simple: true }),
  );
  expect(waits).toBe(FULL);
});
