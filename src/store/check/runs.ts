import type { Finding } from '../../domain/findings.js';
import { count, printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';

/**
 * Finds runs marked as running while none is, and what runs left behind. Work of a live run, or of
 * an interrupted one that can be resumed, is not a finding.
 */
export function* checkRuns(db: Connection, living: ReadonlySet<string>): Generator<Finding> {
  const running = db
    .prepare<[], { runId: string; command: string; startedAt: string; processId: number }>(
      `SELECT run_id AS runId, command, started_at AS startedAt, process_id AS processId
       FROM runs WHERE status = 'running' ORDER BY rowid`,
    )
    .all();
  const dead = running.filter(({ runId }) => !living.has(runId));
  for (const { runId, command, startedAt, processId } of dead) {
    const message = `the run ${printable(runId)} (${printable(command)}, since ${printable(startedAt)}) is called running, but its process ${processId} is gone`;
    yield { code: 'RUN_DEAD', message };
  }
  if (running.length === 0) yield* checkWork(db);
  yield* checkSamples(db);
}

function* checkWork(db: Connection): Generator<Finding> {
  for (const [table, which] of [
    ['run_entries', 'true'],
    ['run_items', 'outcome IS NULL'],
  ]) {
    const rows = db
      .prepare<[], number>(`SELECT count(*) FROM main.${table} WHERE ${which}`)
      .pluck()
      .get();
    if (!rows) continue;
    yield {
      code: 'WORK_LEFT',
      message: `${table}: ${count(rows, 'row')}, although no run is at work`,
    };
  }
}

/** Samples of a collection whose last run finished: no run resumes from them. */
function* checkSamples(db: Connection): Generator<Finding> {
  const left = db
    .prepare<[], { collection: string; samples: number }>(
      `SELECT collection, count(*) AS samples FROM main.samples AS s
       WHERE coalesce((SELECT status FROM runs AS r WHERE r.collection = s.collection
                       ORDER BY rowid DESC LIMIT 1), 'finished') = 'finished'
         AND NOT EXISTS (SELECT 1 FROM runs AS r
                         WHERE r.collection = s.collection AND r.status = 'running')
       GROUP BY collection`,
    )
    .all();
  for (const { collection, samples } of left) {
    const message = `${count(samples, 'sample')} in the collection ${quoted(collection)}, which no interrupted run will resume from`;
    yield { code: 'SAMPLES_LEFT', message, collection };
  }
}
