import type { Entry, Source } from '../../src/domain/entry.js';
import type { Extraction, ExtractionJob } from '../../src/domain/sample.js';
import { type EndedRun, type RunContext, run } from '../../src/enroll/run.js';
import { Store } from '../../src/store/store.js';
import type { ExtractionPool } from '../../src/workers/pool.js';
import { DEFAULTS, sampleOf } from './entries.js';

const START = { command: 'import-faces', input: '/photos', options: {} };

/** What stands in for the workers. */
export type Extract = (job: ExtractionJob) => Promise<Extraction>;

/** Every photo shows a face; its digest is its path. */
export const allGood: Extract = async ({ path }) => ({ kind: 'sample', sample: sampleOf(path) });

function source(entries: readonly Entry[]): Source {
  return {
    skipped: 0,
    async *entries() {
      yield* entries;
    },
  };
}

/**
 * Runs a batch in a database, with `extract` in place of the workers. `look` is called before it is
 * closed.
 */
export async function runBatch(
  database: string,
  entries: readonly Entry[],
  extract: Extract,
  more: Partial<RunContext> = {},
  look: (ended: EndedRun, store: Store) => void = () => {},
): Promise<EndedRun> {
  const store = Store.open(database, Boolean(more.dryRun));
  try {
    const workers: Pick<ExtractionPool, 'capacity' | 'start' | 'extract' | 'close'> = {
      capacity: 4,
      start: () => {},
      close: async () => {},
      extract,
    };
    const pool = workers as ExtractionPool;
    const ended = await run(source(entries), START, {
      store,
      pool,
      options: DEFAULTS,
      dryRun: false,
      encoder: 'encoder',
      encoderFacts: { dimensions: 4 },
      extractor: 'encoder/1',
      signal: new AbortController().signal,
      onProgress: () => {},
      ...more,
    });
    look(ended, store);
    if (more.signal?.aborted) store.runLife.breakOff(ended.store, 'interrupted');
    else store.runLife.close(ended.store);
    return ended;
  } finally {
    store.close();
  }
}
