import type { DuplicateScan, SimilarUsers } from '../../src/domain/duplicates.js';

/** Two users whose templates are named after them. */
export function similarUsers(
  userId: string,
  otherUserId: string,
  similarity: number,
): SimilarUsers {
  return {
    userId,
    otherUserId,
    similarity,
    faceId: `f-${userId}`,
    otherFaceId: `f-${otherUserId}`,
  };
}

/** A scan that found nothing. */
export function duplicateScan(more: Partial<DuplicateScan> = {}): DuplicateScan {
  return {
    clusters: [],
    allowedPairs: 0,
    templates: 1478,
    users: 1010,
    similarity: 0.96,
    meaning: 'similarity 0.9600 (what it means)',
    threshold: { similarity: 0.96, fmr: 1e-6, measuredOn: 'a test', extrapolated: true },
    falseAlarms: 0.7389,
    ...more,
  };
}
