import type { PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { Connection } from '../../src/postgres/connection.js';

const LONG_MS = 3_600_000;

/** A connection, and what was sent over it; `fails` is what the server refuses. */
function connected(fails = /^$/) {
  const sent: string[] = [];
  const times = new Map<string, number | undefined>();
  const query = async (asked: string | { text: string; query_timeout?: number }) => {
    const { text, query_timeout } = typeof asked === 'string' ? { text: asked } : asked;
    sent.push(text.split(' ', 1).join());
    times.set(text, query_timeout);
    if (fails.test(text)) throw new Error(`canceled: ${text.split(' ', 1)}`);
    return { rows: [], rowCount: 0 };
  };
  return { connection: new Connection({ query } as unknown as PoolClient), sent, times };
}

test('a transaction that could not begin goes no further than the statement that was sent with it', async () => {
  const { connection, sent } = connected(/^(BEGIN|UPDATE)/);
  const failed = connection.transaction(async (within) => {
    await within.query('UPDATE faces');
    await within.query('DELETE FROM faces');
  });
  await expect(failed).rejects.toThrow('canceled: BEGIN');
  expect(sent).toEqual(['BEGIN', 'UPDATE', 'ROLLBACK']);
});

test('the end of a long transaction may take as long as its statements', async () => {
  const { connection, times } = connected();
  await connection.transaction((within) => within.query('DELETE FROM faces'), LONG_MS);
  expect(times.get('DELETE FROM faces')).toBe(LONG_MS);
  expect(times.get('COMMIT')).toBe(LONG_MS);
});
