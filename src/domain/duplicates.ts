/** Two users with similar faces. */
export interface SimilarUsers {
  /** The lesser of the two user IDs, by code units. */
  readonly userId: string;
  readonly otherUserId: string;
  /** Cosine, -1 to 1, of those of their templates that are most similar. */
  readonly similarity: number;
  /** The template of `userId` that was compared. */
  readonly faceId: string;
  readonly otherFaceId: string;
}

/** Users who may be one person: each of them is similar to another one. */
export interface DuplicateCluster {
  /** Two or more, in the order of their code units. */
  readonly userIds: readonly string[];
  /** The most similar first. */
  readonly pairs: readonly SimilarUsers[];
}

/** From which similarity on two faces are taken for one person's. */
export interface DuplicateThreshold {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /** The share of the pairs of different people that are at least so similar, 0 to 1. */
  readonly fmr: number;
  /** What the rate was measured on. */
  readonly measuredOn: string;
  /** Whether the rate lies beyond those that were measured. */
  readonly extrapolated: boolean;
}

/** What a gallery that was compared with itself holds. */
export interface DuplicateScan {
  /** In the order of their first members. */
  readonly clusters: readonly DuplicateCluster[];
  /** Pairs of users who are similar enough, but an exception. */
  readonly allowedPairs: number;
  readonly templates: number;
  readonly users: number;
  /** Users with a similarity of at least this were looked for. */
  readonly similarity: number;
  /** What the similarity means, for people. */
  readonly meaning: string;
  /** Null where nobody has measured what the encoder's similarities mean. */
  readonly threshold: DuplicateThreshold | null;
  /** How many pairs of templates of different people are so similar by chance; null where unknown. */
  readonly falseAlarms: number | null;
}

/** Two users who may look alike: twins, or one person who has two user IDs for a reason. */
export interface DuplicateException {
  /** The lesser of the two user IDs. */
  readonly userId: string;
  readonly otherUserId: string;
  readonly reason: string;
  readonly createdAt: string;
}
