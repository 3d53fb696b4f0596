import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WatchedBatch } from '../../../src/domain/watch.js';
import { batchEnvironment, runOnBatch } from '../../../src/operations/watch/on-batch.js';
import { temporaryFolder } from '../../support/cli.js';

const BATCH: WatchedBatch = {
  ...{ kind: 'batch', at: '2026-12-01T08:00:00.000Z', runId: 'r1', items: 3, enrolled: 2 },
  ...{ unchanged: 0, imported: 0, failed: 1, failures: { FILE_EMPTY: 1 }, seconds: 1 },
  ...{ errorReport: '/tmp/$(touch pwned); `id`.csv', htmlReport: null, interrupted: false },
};
const PLACE = { folder: '/photos', db: '/faces.db', collection: 'default' };
const { signal } = new AbortController();
const env = batchEnvironment({ PATH: process.env.PATH, FACEENROLL_KEY: 'secret' }, BATCH, PLACE);

it('a command reads in its environment what came of a batch, and not the key', async () => {
  const cwd = temporaryFolder();
  const said =
    'echo "$FACEENROLL_RUN $FACEENROLL_ENROLLED $FACEENROLL_FAILED $FACEENROLL_ERRORS" > told';
  expect(await runOnBatch(said, { cwd, env, signal })).toBeUndefined();
  expect(readFileSync(join(cwd, 'told'), 'utf8')).toBe('r1 2 1 /tmp/$(touch pwned); `id`.csv\n');
  expect(env).not.toHaveProperty('FACEENROLL_KEY');
});

it.each([
  ['exit 7', 'ended with exit code 7'],
  ['kill -9 $$', 'was ended by SIGKILL'],
  ['sleep 60 & sleep 60', 'had not ended after 0.05 s, and was stopped'],
])('%j is told of, and stops nothing', async (command, problem) => {
  const cwd = temporaryFolder();
  expect(
    await runOnBatch(command, { cwd, env, signal, most: command.startsWith('sleep') ? 50 : 5000 }),
  ).toBe(problem);
});

it.each([
  ['sleep 60', 'had not ended after 0.05 s, and was stopped'],
  ['sleep 0.01', undefined],
])('%j that is at work when the watch is to end has little time left', async (command, problem) => {
  const stop = new AbortController();
  const how = { cwd: temporaryFolder(), env, signal: stop.signal, last: problem ? 50 : 5000 };
  const ended = runOnBatch(command, how);
  stop.abort();
  expect(await ended).toBe(problem);
});
