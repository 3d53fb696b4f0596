import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
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

describe('a transaction that awaits', () => {
  /** A table, and what is in it by another connection: only what is committed. */
  function withTable() {
    const { transactions, held } = opened();
    held.db.exec('CREATE TABLE notes (note TEXT)');
    const other = openDatabase(held.db.name);
    onTestFinished(() => {
      other.close();
    });
    const note = (text: string) => held.db.prepare('INSERT INTO notes VALUES (?)').run(text);
    const notes = () => other.prepare('SELECT note FROM notes').pluck().all();
    return { transactions, held, other, note, notes };
  }

  it('is seen by others as a whole, when it is done', async () => {
    const { transactions, note, notes } = withTable();
    const result = await transactions.spanning(async () => {
      note('first');
      await new Promise(setImmediate);
      expect(notes()).toEqual([]);
      note('second');
      return 7;
    }, 1_000);
    expect({ result, notes: notes() }).toEqual({ result: 7, notes: ['first', 'second'] });
  });

  it('is undone if it fails, and leaves the connection free', async () => {
    const { transactions, note, notes } = withTable();
    const failing = transactions.spanning(async () => {
      note('first');
      await new Promise(setImmediate);
      throw new Error('it failed');
    }, 1_000);
    await expect(failing).rejects.toThrow('it failed');
    transactions.once(() => note('another'));
    expect(notes()).toEqual(['another']);
  });

  it('keeps what was done before and after a part that is undone', async () => {
    const { transactions, note, notes } = withTable();
    await transactions.spanning(async () => {
      transactions.once(() => note('before'));
      const part = () =>
        transactions.once(() => {
          note('undone');
          throw new Error('the part failed');
        });
      expect(part).toThrow('the part failed');
      await new Promise(setImmediate);
      transactions.once(() => note('after'));
    }, 1_000);
    expect(notes()).toEqual(['before', 'after']);
  });

  it('waits for the transaction of another, as long as it is told', async () => {
    const { transactions, other, note, notes } = withTable();
    other.exec('BEGIN IMMEDIATE');
    const impatient = transactions.spanning(async () => note('impatient'), 50);
    await expect(impatient).rejects.toThrow('another program writes');
    const patient = transactions.spanning(async () => note('patient'), 5_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.exec('COMMIT');
    await patient;
    expect(notes()).toEqual(['patient']);
  });
});
