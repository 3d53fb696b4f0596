import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newStore, startRun } from '../support/store.js';

describe('the journal of runs', () => {
  it('finds the run of an error report by its ID, or the newest that wrote one there', () => {
    const store = newStore();
    for (const delimiter of [',', ';']) {
      const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
      const start = {
        collection: 'default',
        command: 'import-csv',
        input: '/users.csv',
        options: { delimiter },
        reportLayout: { headings: ['user_id'], delimiter },
      };
      const run = store.runLife.start(start, parts, '2026-01-01');
      store.runs.setErrorReport(run.runId, resolve('users.errors.csv'));
      store.runLife.finish(run);
      // Run IDs of one millisecond have no order.
      const before = Date.now();
      while (Date.now() === before);
    }
    const newest = store.runs.find({ errorReport: resolve('users.errors.csv') });
    expect(newest).toEqual({
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      command: 'import-csv',
      input: '/users.csv',
      options: { delimiter: ';' },
      headings: ['user_id'],
    });
    expect(store.runs.find({ runId: newest?.runId ?? '' })).toEqual(newest);
    expect(store.runs.find({ errorReport: '/another.csv' })).toBeUndefined();
    expect(store.runs.find({ runId: '' })).toBeUndefined();
  });

  it('calls a run interrupted that was running when the next one began', () => {
    const store = newStore();
    startRun(store);
    const second = startRun(store);
    expect(store.runs.startOf(process.pid)).toBeDefined();
    store.runLife.finish(second);
    expect(store.runs.startOf(process.pid)).toBeUndefined();
  });
});
