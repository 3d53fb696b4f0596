import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../src/operations/host.js';
import { perform } from '../../src/operations/perform.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import { KEPT_PROCESSES } from './kept-processes.js';

/** Every operation on a database, without what makes a service quick. */
export function servingOf(
  db: string,
  defaults: Serving['defaults'] = {},
): Pick<Serving, 'db' | 'defaults' | 'perform' | 'canCheckLiveness'> {
  return {
    ...{ db, defaults, canCheckLiveness: false },
    perform: (operation, input, { caller, collection, photos, isGiven, outcome }, use) => {
      const cwd = mkdtempSync(join(tmpdir(), 'photos-'));
      for (const [name, { bytes }] of photos ?? []) writeFileSync(join(cwd, name), bytes);
      const host: Host = {
        ...{ env: process.env, cwd, shownFrom: cwd, isWatched: false, signal: caller.signal },
        ...{ processes: KEPT_PROCESSES, tell: () => {}, note: () => {}, progress: () => {} },
        ...(outcome && { outcome }),
      };
      const place = { db, collection, reference: caller.reference, isGiven };
      return perform(operation, input, place, host, use);
    },
  };
}
