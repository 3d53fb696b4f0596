/** A collection, and the PostgreSQL table that it is published to. */
export interface Publication {
  readonly collection: string;
  /** Of the database, without a password. */
  readonly address: string;
  /** As it was named: `faceenroll_templates`, `access.faces`. */
  readonly table: string;
}

/** What is known of a publication here. */
export interface PublicationState extends Publication {
  /** In the table, when it was last as the collection. */
  readonly faces: number;
  /** When that was; null before the first time. */
  readonly publishedAt: string | null;
  /** Faces that have changed here since. */
  readonly pending: number;
  /** Those of them that the table may have and should not: deleted here, or another user's or encoder's now. */
  readonly stale: number;
  /** Why the last attempt to delete there failed. */
  readonly problem: string | null;
}

/** A face as it is published. */
export interface PublishedFace {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly encoder: string;
  readonly slot: number;
  readonly quality: number | null;
  readonly photoDigest: string;
  /** Of length 1. */
  readonly embedding: Float32Array;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** How many faces a table has that it had not, has otherwise, and has no more. */
export interface TableChanges {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What became of a publication. */
export interface PublishResult extends Publication, TableChanges {
  /** `unchanged`: the table was the same already. `withdrawn`: deleted there; `forgotten`: only here. */
  readonly action: 'published' | 'unchanged' | 'withdrawn' | 'forgotten';
  /** Host and database. */
  readonly at: string;
  /** Of the collection, in the table; with `dryRun`, as they would be. */
  readonly faces: number;
  /** The type of embeddings there; null where it was not looked at. */
  readonly embeddings: 'vector' | 'real[]' | null;
  readonly dryRun: boolean;
}

/** What became of faces in a table that are not so here any more. */
export interface PublishedDeletion extends Publication {
  /** Host and database. */
  readonly at: string;
  /** Deleted there, or given to the user they belong to now. */
  readonly done: number;
  /** Those that the table may still have. */
  readonly left: number;
  /** Why some are left. */
  readonly problem: string | null;
}
