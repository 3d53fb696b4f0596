import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
// Worker processes load JavaScript: commands are tested as they are built.
import { main } from '../../dist/cli/main.js';
import { contents } from '../torture/queue/contents.js';
import { linesOf, rowsLeft } from '../torture/queue/remains.js';
import { ROOT } from './cli.js';
import { memoryIo } from './main.js';
import type { Scenario } from './scenario.js';
import { within } from './surroundings.js';

/** The key of the machines of a queue, as environment. */
const KEY = { FACEENROLL_QUEUE_KEY: Buffer.alloc(32, 7).toString('base64') };

/** What every machine of a queue has in its environment. */
export const queueEnv = (url: string): Record<string, string> => ({
  FACEENROLL_QUEUE: url,
  ...KEY,
});

const WORKER = ['worker', '--workers', '1', '--json'];

export interface TestWorker {
  /** Asks it to stop; returns how many photos it has extracted. */
  stop(): Promise<number>;
}

/**
 * A worker of one thread in this process, stopped at the end of the test at the latest.
 *
 * @param models the folder of its models; commands beside it must have the same
 */
export function workerHere(
  url: string,
  words: readonly string[] = [],
  models?: string,
): TestWorker {
  const io = memoryIo({ cwd: ROOT, env: queueEnv(url) });
  const work = () => main([...WORKER, ...words], io);
  const ended = models === undefined ? work() : within({ models, cwd: undefined }, work);
  const stop = async (): Promise<number> => {
    io.signals.raise('SIGTERM');
    await ended;
    return extracted(io.written('stdout'));
  };
  onTestFinished(async () => {
    await stop();
  });
  return { stop };
}

/** The same as a process of its own, to be killed. */
export function workerProcess(url: string): TestWorker & { readonly child: ChildProcess } {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'faceenroll.js'), ...WORKER], {
    env: { ...process.env, ...queueEnv(url) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [written, ended] = [text(child.stdout), once(child, 'close')];
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const stop = async (): Promise<number> => {
    child.kill('SIGTERM');
    await ended;
    return extracted(await written);
  };
  return { child, stop };
}

const extracted = (stdout: string): number => JSON.parse(stdout).done;

/** Expects that nothing of any photo is left. */
export async function expectEmpty(url: string): Promise<void> {
  // Workers may be about to take the last photos, and find that they are gone.
  expect(await rowsLeft(url, 20_000)).toEqual({});
}

/** All that commands have left in a scenario: the database and the error reports. */
export function left(s: Scenario): Record<string, unknown> {
  const reports = s.names().filter((name) => name.endsWith('.csv') && name.includes('.errors'));
  return {
    ...contents(s.db, s.cwd),
    ...Object.fromEntries(reports.map((name) => [name, linesOf(s.path(name), s.cwd)])),
  };
}

/** Rows of PostgreSQL. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever columns they expect
export async function queryPostgres(url: string, sql: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
