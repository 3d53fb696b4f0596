export interface SimilarUsers {
  /** The lesser of the two user IDs, by code units. */
  readonly userId: string;
  readonly otherUserId: string;
  /** Cosine, -1 to 1, of their most similar templates. */
  readonly similarity: number;
  /** The template of `userId` that was compared. */
  readonly faceId: string;
  readonly otherFaceId: string;
}

/** Users who may be one person: each is similar to another one. */
export interface DuplicateCluster {
  /** At least two, ordered by code units. */
  readonly userIds: readonly string[];
  /** Most similar first. */
  readonly pairs: readonly SimilarUsers[];
}

/** The similarity from which two faces are taken for one person's. */
export interface DuplicateThreshold {
  readonly similarity: number;
  /** The share of pairs of different people that are at least this similar, 0 to 1. */
  readonly fmr: number;
  /** The data that the rate was measured on. */
  readonly measuredOn: string;
  /** Whether the rate is beyond those that were measured. */
  readonly extrapolated: boolean;
}

/** The result of comparing a gallery with itself. */
export interface DuplicateScan {
  /** Ordered by their first members. */
  readonly clusters: readonly DuplicateCluster[];
  /** Pairs of users who are similar enough, but exceptions. */
  readonly allowedPairs: number;
  readonly templates: number;
  readonly users: number;
  /** The least similarity searched for. */
  readonly similarity: number;
  /** The meaning of the similarity, for people. */
  readonly meaning: string;
  /** Null if the meaning of the encoder's similarities was never measured. */
  readonly threshold: DuplicateThreshold | null;
  /** Expected pairs of different people's templates that are similar by chance; null if unknown. */
  readonly falseAlarms: number | null;
}

/** Two users who may look alike: twins, or one person with two user IDs for a reason. */
export interface DuplicateException {
  /** The lesser of the two user IDs. */
  readonly userId: string;
  readonly otherUserId: string;
  readonly reason: string;
  readonly createdAt: string;
}
