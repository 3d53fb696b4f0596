import type { Failure, FailureCode } from '../domain/failures.js';
import type { MeasuredSpread, Phase } from '../domain/run-report.js';
import type { Measured, Resembles, Seen } from '../domain/seen.js';
import type { Connection } from './connection.js';
import { DRY_RUN } from './run-life.js';
import { type MeasuresRow, spreadsOf } from './spreads.js';
import { RESEMBLED } from './work-tables.js';

/** A photo of a run, or a row without one (slot 0). */
export interface RunPhoto {
  readonly item: number;
  readonly row: number | undefined;
  readonly userId: string;
  readonly slot: number;
  readonly file: string;
  /** Null where the photo is no file. */
  readonly path: string | null;
  readonly seen: Seen;
}

export interface FailedRow extends RunPhoto {
  readonly failure: Failure;
}

/** A photo that resembles another user. */
export interface PairRow extends RunPhoto {
  /** Why it failed, or what it was flagged for. */
  readonly code: FailureCode;
  readonly isFlag: boolean;
  readonly resembles: Resembles;
}

export interface PoorRow extends RunPhoto {
  /** Of its template, which may have been replaced since. */
  readonly faceId: string;
  /** 0 to 1. */
  readonly quality: number;
  readonly measures: Measured;
}

/** A photo that was enrolled. */
export interface EnrolledRow {
  readonly item: number;
  readonly userId: string;
  /** Of its template, which may have been replaced since; in a dry run there is none. */
  readonly faceId: string;
  /** The number of its sample, which only a dry run still has. */
  readonly sample: number | null;
}

interface PhotoRow {
  readonly item: number;
  readonly row: number | null;
  readonly userId: string;
  readonly slot: number;
  readonly file: string;
  readonly path: string | null;
  readonly detail: string;
  readonly seen: string | null;
}

const PHOTO = 'item, row, user_id AS userId, slot, file, path, detail, seen';
/**
 * Whether an earlier item of `items` tells of the same two faces, seen from the other user. Of faces
 * that were compared as photos both photos must be the same.
 */
const isTold = (items: string): string => `EXISTS (
  SELECT 1 FROM ${items} AS earlier
  WHERE ${RESEMBLED.replace('seen', 'earlier.seen')} = this.user_id
    AND earlier.run_id = this.run_id AND earlier.item < this.item
    AND earlier.user_id = ${RESEMBLED.replace('seen', 'this.seen')}
    AND coalesce(earlier.seen ->> '$.resembles.item', this.item) = this.item
    AND coalesce(this.seen ->> '$.resembles.item', earlier.item) = earlier.item)`;

// The plus keeps SQLite from the index of all runs.
const isPair = (items: string): string =>
  `run_id = ? AND +${RESEMBLED} IS NOT NULL AND NOT ${isTold(items)}`;

/**
 * What the journal keeps of one run for its report. Lists are read by pages: each takes the number
 * of the last item that is known, 0 at first, and the most that are wanted.
 *
 * The items of a dry run lie in temporary tables, which hide those of the file.
 */
export class RunReportRows {
  readonly #counts;
  readonly #failures;
  readonly #failedAfter;
  readonly #pairsAfter;
  readonly #countPairs;
  readonly #measures;
  readonly #poorest;
  readonly #enrolledAfter;
  readonly #photo;
  readonly #timeline;

  constructor(
    db: Connection,
    readonly runId: string,
  ) {
    const items = `${runId === DRY_RUN ? 'temp' : 'main'}.run_items`;
    const ofPhotos = (where: string) =>
      db.prepare<[string, number, number], PhotoRow>(
        `SELECT ${PHOTO} FROM ${items} AS this WHERE ${where} AND item > ? ORDER BY item LIMIT ?`,
      );
    this.#counts = db.prepare<[string], { outcome: string; count: number; flagged: number }>(
      `SELECT outcome, count(*) AS count, count(detail ->> '$.flag.code') AS flagged FROM ${items}
       WHERE run_id = ? AND outcome IS NOT NULL GROUP BY outcome`,
    );
    this.#failures = db.prepare<[string], { code: FailureCode; count: number }>(
      `SELECT code, count(*) AS count FROM ${items}
       WHERE run_id = ? AND outcome = 'failed' GROUP BY code ORDER BY count DESC, code`,
    );
    this.#failedAfter = db.prepare<[string, string, number, number], PhotoRow>(
      `SELECT ${PHOTO} FROM ${items} WHERE run_id = ? AND outcome = 'failed' AND code = ? AND item > ?
       ORDER BY item LIMIT ?`,
    );
    this.#pairsAfter = ofPhotos(isPair(items));
    this.#countPairs = db
      .prepare<[string], number>(`SELECT count(*) FROM ${items} AS this WHERE ${isPair(items)}`)
      .pluck();
    this.#measures = db.prepare<[string], MeasuresRow>(
      `SELECT seen -> '$.measures' AS measures, detail ->> '$.quality' AS quality FROM ${items}
       WHERE run_id = ? AND outcome = 'enrolled'`,
    );
    this.#poorest = db.prepare<[string, number], PhotoRow>(
      `SELECT ${PHOTO} FROM ${items} WHERE run_id = ? AND outcome = 'enrolled'
       ORDER BY detail ->> '$.quality', item LIMIT ?`,
    );
    this.#enrolledAfter = db.prepare<[string, number, number], EnrolledRow>(
      `SELECT item, user_id AS userId, detail ->> '$.faceId' AS faceId, sample FROM ${items}
       WHERE run_id = ? AND outcome = 'enrolled' AND item > ? ORDER BY item LIMIT ?`,
    );
    this.#photo = db.prepare<[string, number], PhotoRow>(
      `SELECT ${PHOTO} FROM ${items} WHERE run_id = ? AND item = ?`,
    );
    this.#timeline = db
      .prepare<[string], string | null>('SELECT timeline FROM runs WHERE run_id = ?')
      .pluck();
  }

  /** Outcomes by kind. Of a run that has ended, those that are unchanged are no longer kept. */
  counts(): Readonly<Record<'enrolled' | 'unchanged' | 'imported' | 'failed' | 'flagged', number>> {
    const rows = this.#counts.all(this.runId);
    const of = (kind: string) => rows.find(({ outcome }) => outcome === kind)?.count ?? 0;
    return {
      ...{ enrolled: of('enrolled'), unchanged: of('unchanged') },
      ...{ imported: of('imported'), failed: of('failed') },
      flagged: rows.reduce((sum, { flagged }) => sum + flagged, 0),
    };
  }

  /** Failed items by code, the most frequent first. */
  failures(): readonly { readonly code: FailureCode; readonly count: number }[] {
    return this.#failures.all(this.runId);
  }

  failedAfter(code: FailureCode, last: number, limit: number): readonly FailedRow[] {
    return this.#failedAfter.all(this.runId, code, last, limit).map((row) => ({
      ...photoOf(row),
      failure: JSON.parse(row.detail).failure,
    }));
  }

  /**
   * Photos that resemble another user: duplicates, flagged duplicates, changed identities. Of two
   * photos that resemble each other's user it is the first.
   */
  pairsAfter(last: number, limit: number): readonly PairRow[] {
    return this.#pairsAfter.all(this.runId, last, limit).map((row) => {
      const photo = photoOf(row);
      const { failure, flag } = JSON.parse(row.detail);
      const resembles = photo.seen.resembles as Resembles;
      return { ...photo, code: (failure ?? flag).code, isFlag: !failure, resembles };
    });
  }

  pairs(): number {
    return this.#countPairs.get(this.runId) ?? 0;
  }

  /** How the measures and the quality of the enrolled photos are spread. */
  spreads(): readonly MeasuredSpread[] {
    return spreadsOf(this.#measures.iterate(this.runId));
  }

  /** The enrolled photos of the least quality, the least first. */
  poorest(limit: number): readonly PoorRow[] {
    return this.#poorest.all(this.runId, limit).map((row) => {
      const photo = photoOf(row);
      const { faceId, quality } = JSON.parse(row.detail);
      return { ...photo, faceId, quality, measures: photo.seen.measures ?? {} };
    });
  }

  enrolledAfter(last: number, limit: number): readonly EnrolledRow[] {
    return this.#enrolledAfter.all(this.runId, last, limit);
  }

  /** A photo of the run; undefined if its user was deleted. */
  photo(item: number): RunPhoto | undefined {
    const row = this.#photo.get(this.runId, item);
    return row && photoOf(row);
  }

  /** The phases that the run went through, as far as it got; none of an older or a served run. */
  timeline(): readonly Phase[] {
    return JSON.parse(this.#timeline.get(this.runId) ?? '[]');
  }
}

function photoOf({ detail: _, seen, row, ...photo }: PhotoRow): RunPhoto {
  return { ...photo, row: row ?? undefined, seen: JSON.parse(seen ?? '{}') };
}
