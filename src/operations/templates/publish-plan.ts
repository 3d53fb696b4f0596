import type { PublishedFace, TableChanges } from '../../domain/publication.js';
import { type PublishedRow, stampOf, stampOfRow } from '../../postgres/published-row.js';
import type { StagedRow } from '../../postgres/published-staging.js';

/** The same face IDs here, in the table, and among what waits to be moved there. */
export interface Compared {
  readonly here: readonly PublishedFace[];
  readonly there: readonly PublishedRow[];
  readonly staged: readonly StagedRow[];
}

/** What makes table and collection the same, once all that is staged is moved. */
export interface PublishPlan {
  /** To be staged as they are here; `added` of them are not in the table. */
  readonly stage: readonly PublishedFace[];
  /** To be staged as gone. */
  readonly gone: readonly string[];
  /** To be staged no longer. */
  readonly unstage: readonly string[];
  /** How the table differs, staged already or not. */
  readonly differs: TableChanges;
}

/** Compares every column, embeddings included, and no clocks. */
export function publishPlan({ here, there, staged }: Compared): PublishPlan {
  const stamps = new Map(there.map((row) => [row.faceId, stampOfRow(row)]));
  const waiting = new Map(
    staged.map((row) => [row.faceId, row.isGone ? undefined : stampOfRow(row)]),
  );
  const own = here.map((face) => ({ face, faceId: face.faceId, stamp: stampOf(face) }));
  const isHere = new Set(own.map(({ faceId }) => faceId));
  const differing = own.filter(({ faceId, stamp }) => stamps.get(faceId) !== stamp);
  const same = own.filter(({ faceId, stamp }) => stamps.get(faceId) === stamp);
  const removed = [...stamps.keys()].filter((faceId) => !isHere.has(faceId));
  const isGoing = (faceId: string) => waiting.has(faceId) && waiting.get(faceId) === undefined;
  const neither = [...waiting.keys()].filter(
    (faceId) => !isHere.has(faceId) && !stamps.has(faceId),
  );
  return {
    stage: differing
      .filter(({ faceId, stamp }) => waiting.get(faceId) !== stamp)
      .map(({ face }) => face),
    gone: removed.filter((faceId) => !isGoing(faceId)),
    unstage: [...same.map(({ faceId }) => faceId).filter((id) => waiting.has(id)), ...neither],
    differs: {
      added: differing.filter(({ faceId }) => !stamps.has(faceId)).length,
      changed: differing.filter(({ faceId }) => stamps.has(faceId)).length,
      removed: removed.length,
    },
  };
}
