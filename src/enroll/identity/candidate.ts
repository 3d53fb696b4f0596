import { byCodeUnits } from '../../domain/code-units.js';

/** A photo that is about to be enrolled. */
export interface Candidate {
  readonly item: number;
  readonly entry: number;
  /** As the database has it or will have it. */
  readonly userId: string;
  readonly file: string;
  /** Whether the row creates its user. */
  readonly isNew: boolean;
  /** The template that it would replace. */
  readonly replaces?: string;
}

/** Two candidates, by item. */
export interface CandidatePair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** Most similar first; ties in an order that does not depend on the order of enrollment. */
export function byLikeness(
  p: { readonly similarity: number; readonly userId: string },
  q: { readonly similarity: number; readonly userId: string },
): number {
  return q.similarity - p.similarity || byCodeUnits(p.userId, q.userId);
}
