import { MEASURES } from '../domain/quality.js';
import type { MeasuredSpread } from '../domain/run-report.js';
import type { Measured } from '../domain/seen.js';
import type { Connection } from './connection.js';

/** Measures as they are stored, and the unified quality, 0 to 1. */
export interface MeasuresRow {
  /** JSON. */
  readonly measures: string | null;
  readonly quality: number | null;
}

const BINS = 10;

/**
 * Counts in tens each measure that any photo has, in the order of `MEASURES`, after the unified
 * quality. Bounded memory: rows are counted one by one.
 */
export function spreadsOf(rows: Iterable<MeasuresRow>): readonly MeasuredSpread[] {
  const counts = new Map<string, number[]>();
  const add = (measure: string, value: number): void => {
    const own = counts.get(measure) ?? new Array<number>(BINS).fill(0);
    const bin = Math.min(BINS - 1, Math.floor(value / BINS));
    own[bin] = (own[bin] ?? 0) + 1;
    counts.set(measure, own);
  };
  for (const { measures, quality } of rows) {
    if (quality !== null) add('quality', Math.round(quality * 100));
    if (measures === null) continue;
    for (const [name, component] of Object.entries(JSON.parse(measures) as Measured)) {
      add(name, component);
    }
  }
  return (['quality', ...MEASURES] as const).flatMap((measure) => {
    const own = counts.get(measure);
    return own ? [{ measure, counts: own }] : [];
  });
}

/** How the measures and the quality of a collection's templates are spread. */
export function templateSpreads(db: Connection, collection: string): readonly MeasuredSpread[] {
  const rows = db.prepare<[string], MeasuresRow>(
    'SELECT measures, quality FROM templates WHERE collection = ?',
  );
  return spreadsOf(rows.iterate(collection));
}
