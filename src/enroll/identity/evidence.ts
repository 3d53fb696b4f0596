import type { Choice } from '../../domain/option-values.js';
import type { Candidate, CandidatePair } from './candidate.js';
import type { InBatch } from './in-batch.js';
import type { Witness } from './witness.js';

/** A template of another user that a candidate looks like. */
export interface Lookalike {
  readonly userId: string;
  readonly faceId: string;
  readonly similarity: number;
}

/** How a candidate compares with the templates that its user has. */
export interface Own {
  /** The greatest. */
  readonly similarity: number;
  /** How many it was compared with, 1 or more. */
  readonly templates: number;
}

/** What the similarities say of a batch. The order of nothing in it matters. */
export interface Evidence {
  readonly candidates: readonly Candidate[];
  /** Of candidates whose user has templates. */
  readonly own: ReadonlyMap<number, Own>;
  /** Every two photos of one entry. */
  readonly siblings: readonly CandidatePair[];
  /** Templates of other users that are as similar as duplicates are, the most similar first. */
  readonly enrolled: ReadonlyMap<number, readonly Lookalike[]>;
  /** Candidates of different users that are as similar as duplicates are. */
  readonly inBatch: InBatch;
  /**
   * Of photos that are not their user's enrolled face: the most similar template among the
   * users whose photos are not theirs either.
   */
  readonly exchanged: ReadonlyMap<number, Lookalike>;
  /** Whether two users may look alike. */
  readonly mayLookAlike: (userA: string, userB: string) => boolean;
  /** Users whom the list no longer names, and who would be deleted for that. */
  readonly leavers: ReadonlySet<string>;
  /** Faces that were refused, where there are leavers. */
  readonly witnesses: readonly Pick<Witness, 'item' | 'userId' | 'isNew' | 'keepsFailure'>[];
  /** By the place of a witness: templates of other users, as `enrolled` has those of candidates. */
  readonly seen: ReadonlyMap<number, readonly Lookalike[]>;
}

export interface IdentityRules {
  readonly duplicates: Choice<'duplicates'>;
  /**
   * The similarity that the face of somebody else seldom reaches with one of so many
   * templates: photos of one person are nearly always more similar.
   */
  readonly samePerson: (templates: number) => number;
  readonly allowIdentityChange: boolean;
  /** Words that name the database and the collection to a command, for advice. */
  readonly place: readonly string[];
  /** How often a duplicate is none, for the message. */
  readonly falseAlarms: string;
}

/** Whether a candidate shows somebody else than the templates of its user do. */
export function isStranger(
  own: Own | undefined,
  { samePerson }: Pick<IdentityRules, 'samePerson'>,
): boolean {
  return own !== undefined && own.similarity < samePerson(own.templates);
}
