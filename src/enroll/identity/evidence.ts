import type { Choice } from '../../domain/option-values.js';
import type { Candidate, CandidatePair } from './candidate.js';
import type { InBatch } from './in-batch.js';
import type { Witness } from './witness.js';

/** A template of another user that a candidate resembles. */
export interface Lookalike {
  readonly userId: string;
  readonly faceId: string;
  readonly similarity: number;
}

/** The same among few templates, which needs a similarity that is less. */
export interface Exchanged extends Lookalike {
  readonly threshold: number;
}

/** How a candidate compares with its user's templates. */
export interface Own {
  /** The greatest. */
  readonly similarity: number;
  /** Number of templates compared, at least 1. */
  readonly templates: number;
}

/** The similarities in a batch. None of it depends on order. */
export interface Evidence {
  readonly candidates: readonly Candidate[];
  /** For candidates whose user has templates. */
  readonly own: ReadonlyMap<number, Own>;
  /** All pairs of photos of one entry. */
  readonly siblings: readonly CandidatePair[];
  /** Templates of other users above the duplicate threshold, most similar first. */
  readonly enrolled: ReadonlyMap<number, readonly Lookalike[]>;
  /** Candidates of different users above the duplicate threshold. */
  readonly inBatch: InBatch;
  /** The duplicate threshold. */
  readonly threshold: number;
  /**
   * For photos that do not show their user's enrolled face: the most similar template of users
   * whose photos do not show theirs either.
   */
  readonly exchanged: ReadonlyMap<number, Exchanged>;
  readonly mayLookAlike: (userA: string, userB: string) => boolean;
  /** Users whom the list no longer names, and who would therefore be deleted. */
  readonly leavers: ReadonlySet<string>;
  /** Faces of refused photos, if there are leavers. */
  readonly witnesses: readonly Pick<Witness, 'item' | 'userId' | 'isNew' | 'keepsFailure'>[];
  /** By index of a witness: templates of other users, as in `enrolled`. */
  readonly seen: ReadonlyMap<number, readonly Lookalike[]>;
}

export interface IdentityRules {
  readonly duplicates: Choice<'duplicates'>;
  /**
   * The similarity that another person's face seldom reaches with one of `templates` templates:
   * photos of one person are nearly always more similar.
   */
  readonly samePerson: (templates: number) => number;
  readonly allowIdentityChange: boolean;
  /** Arguments that select the database and the collection in a command, for advice. */
  readonly place: readonly string[];
  /** How often a reported duplicate is none, for the message. */
  readonly falseAlarms: string;
}

/** Whether a candidate shows a different person from its user's templates. */
export function isStranger(
  own: Own | undefined,
  { samePerson }: Pick<IdentityRules, 'samePerson'>,
): boolean {
  return own !== undefined && own.similarity < samePerson(own.templates);
}
