import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { expect, vi } from 'vitest';
import { hostOf } from '../../../src/cli/io.js';
import { publishTemplates } from '../../../src/operations/templates/publish.js';
import { Store } from '../../../src/store/store.js';
import { events, query } from '../../support/cli.js';
import { sampleOf } from '../../support/entries.js';
import { memoryIo, runTyped } from '../../support/main.js';

/** A row of a published table, as the collection has it. */
export interface PublishedFact {
  readonly collection: string;
  readonly user_id: string;
  readonly face_id: string;
  readonly encoder: string;
  readonly slot: number;
  readonly quality: number | null;
  readonly photo_digest: string;
  readonly embedding: readonly number[];
  readonly created_at: string;
  readonly updated_at: string;
}

/** Users with a face each, of their own. */
export function people(...userIds: readonly string[]) {
  return userIds.map((userId) => ({ userId, embedding: sampleOf(userId).embedding }));
}

/** Asks the server itself. */
export async function ask<Row = Record<string, unknown>>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** What others read there, of all publications. */
export async function tableFacts(
  url: string,
  table = 'faceenroll_templates',
): Promise<readonly PublishedFact[]> {
  const rows = await ask<PublishedFact & { created_at: Date; updated_at: Date }>(
    url,
    // The second one of a name is told: pgvector's type would be a text.
    `SELECT *, embedding::real[] AS embedding FROM ${table} ORDER BY collection, face_id`,
  );
  return rows.map(({ created_at, updated_at, ...row }) => {
    const { publication: _, ...facts } = row as typeof row & { publication: string };
    return {
      ...facts,
      // PostgreSQL tells the fewest digits that make the same float32.
      embedding: facts.embedding.map(Math.fround),
      created_at: (created_at as unknown as Date).toISOString(),
      updated_at: (updated_at as unknown as Date).toISOString(),
    };
  });
}

/** What a database has of a collection, or of all. */
export function ownFacts(database: string, collection?: string): readonly PublishedFact[] {
  const rows = query(
    database,
    `SELECT collection, user_id, face_id, encoder, slot, quality, photo_digest, embedding,
            created_at, updated_at
     FROM templates ORDER BY collection, face_id`,
  );
  return rows
    .filter((row) => collection === undefined || row.collection === collection)
    .map((row) => ({ ...row, embedding: values(row.embedding) }));
}

function values(blob: Buffer): readonly number[] {
  return Array.from({ length: blob.length / 4 }, (_, i) => blob.readFloatLE(4 * i));
}

/** Runs the command, which must succeed, and returns what it printed with --json. */
export async function publish(
  cwd: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const result = await runTyped(['templates', 'publish', '--db', 'faces.db', '--json', ...words], {
    cwd,
    env,
  });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  return events(result)[0];
}

/** Runs another command on the same database. */
export async function run(
  cwd: string,
  words: readonly string[],
  database: readonly string[] = ['--db', 'faces.db'],
) {
  const result = await runTyped([...words, ...database], { cwd });
  expect(result.code, result.stderr).toBe(0);
  return result;
}

/** Notes another address of all published tables in a database. */
export function readdress(folder: string, address: string): void {
  const db = new Database(join(folder, 'faces.db'));
  db.prepare('UPDATE publications SET address = ?').run(address);
  db.close();
}

/** Publishes in this process, by the sources, so that a test can end it at any step. */
export async function publishInProcess(
  folder: string,
  {
    url: to,
    table = 'faceenroll_templates',
    compare = false,
  }: {
    readonly url: string;
    readonly table?: string;
    readonly compare?: boolean;
  },
): Promise<void> {
  const db = join(folder, 'faces.db');
  const store = Store.open(db, false, { besideRuns: true });
  const context = { host: hostOf(memoryIo({ cwd: folder })), db, store, collection: 'default' };
  try {
    await publishTemplates(context, { to, table, compare });
  } finally {
    store.close();
  }
}

/** Does `work`, which ends as a killed process does at a call of a method; tells whether it was reached. */
export async function killedAt(
  [owner, name]: readonly [owner: object, name: string],
  call: number,
  work: () => Promise<unknown>,
): Promise<boolean> {
  type Method = (...args: unknown[]) => unknown;
  const methods = owner as Record<string, Method>;
  const original = methods[name] as Method;
  let calls = 0;
  const spy = vi.spyOn(methods, name).mockImplementation(function (this: unknown, ...args) {
    calls += 1;
    if (calls === call) throw new Error('killed');
    return original.apply(this, args);
  });
  const problem = await work().then(
    () => undefined,
    (error: Error) => error.message,
  );
  spy.mockRestore();
  expect(problem).toBe(calls >= call ? 'killed' : undefined);
  return calls >= call;
}
