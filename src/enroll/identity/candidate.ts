import { byCodeUnits } from '../../domain/code-units.js';

/** A photo that is about to be enrolled. */
export interface Candidate {
  readonly item: number;
  readonly entry: number;
  /** As the database has it or shall have it. */
  readonly userId: string;
  readonly file: string;
  /** Whether the row makes its user. */
  readonly isNew: boolean;
  /** The template that would make room for it. */
  readonly replaces?: string;
}

/** Two candidates, by their items. */
export interface CandidatePair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** The most similar first; of equal ones always the same, in whatever order they were enrolled. */
export function byLikeness(
  p: { readonly similarity: number; readonly userId: string },
  q: { readonly similarity: number; readonly userId: string },
): number {
  return q.similarity - p.similarity || byCodeUnits(p.userId, q.userId);
}
