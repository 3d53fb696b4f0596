import type { UserField } from './entry.js';

/** Conditions on the users or faces of a collection; all must hold. Instants are UTC, ISO 8601. */
export interface GalleryFilter {
  /** Fields and their values; '' means empty or missing. */
  readonly fields: readonly { readonly column: FieldColumn; readonly value: string }[];
  /** A part of the name, in any case. */
  readonly nameContains?: string;
  /** A single user, by the stored ID. */
  readonly userId?: string;
  /** Tags that the user must all have. */
  readonly tags?: readonly string[];
  /** Users with (or without) a face that matches the rest of this filter. */
  readonly withFace?: boolean;
  readonly encoder?: string;
  /** The template was made then or later. */
  readonly enrolledAfter?: string;
  /** The template was made earlier. */
  readonly enrolledBefore?: string;
  /** 0 to 1; the quality is lower. */
  readonly qualityBelow?: number;
}

/** A field that has its own column, or a column of the customer's. */
export type FieldColumn =
  | { readonly kind: 'known'; readonly field: UserField }
  | { readonly kind: 'extra'; readonly heading: string };

/** Anything that a list can be sorted by or show. */
export type ListColumn = FieldColumn | { readonly kind: 'own'; readonly name: string };

export interface SortOrder {
  readonly column: ListColumn;
  readonly descending: boolean;
}

/** A part of a list: `limit` rows after the first `offset`; a limit of -1 means all. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** A user as the database has it. */
export interface UserRecord {
  readonly userId: string;
  /** null if no CSV had the column, '' if the cell was empty. */
  readonly known: Readonly<Record<UserField, string | null>>;
  /** The customer's other columns, heading to cell. */
  readonly extra: Readonly<Record<string, string>>;
  /** In bytewise order. */
  readonly tags: readonly string[];
  /** Number of templates of every encoder. */
  readonly faces: number;
  /** When the oldest of them was made. */
  readonly enrolledAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Columns of a user that are not fields. */
export const OWN_USER_COLUMNS = [
  'user_id',
  'tags',
  'faces',
  'enrolled_at',
  'created_at',
  'updated_at',
] as const;

/** A template without its embedding. */
export interface FaceRecord {
  readonly faceId: string;
  readonly userId: string;
  readonly collection: string;
  readonly slot: number;
  readonly encoder: string;
  /** 0 to 1. */
  readonly quality: number | null;
  /** 0 to 1; null if not assessed. */
  readonly liveness: number | null;
  readonly fileName: string;
  /** SHA-256, hexadecimal. */
  readonly photoDigest: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether the aligned face was stored. */
  readonly thumbnail: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The columns of a face; named as in the database. */
export const FACE_COLUMNS = [
  'face_id',
  'user_id',
  'collection',
  'slot',
  'encoder',
  'quality',
  'liveness',
  'file_name',
  'photo_digest',
  'metadata',
  'thumbnail',
  'created_at',
  'updated_at',
] as const;

export type FaceColumn = (typeof FACE_COLUMNS)[number];

/** The state of a user's templates. */
export interface TemplateStatus {
  readonly userId: string;
  /** Whether the database has the user; the audit may know one who was removed. */
  readonly exists: boolean;
  /** Whether there is a template of the requested encoder. */
  readonly available: boolean;
  /** When the oldest template was made. */
  readonly enrolledAt: string | null;
  readonly templates: number;
  /** How many of them have one. */
  readonly thumbnails: number;
  /** The encoders that made them. */
  readonly encoders: readonly string[];
  /** Whether there are templates, but none of the requested encoder. */
  readonly upgradeDue: boolean;
  /** Whether the user had a template that no longer exists. */
  readonly enrolledBefore: boolean;
  readonly tags: readonly string[];
  /**
   * The present ID of the user who had this one; null if nobody was renamed, or another user has
   * had this ID since.
   */
  readonly renamedTo: string | null;
}

/** A template status as reported, with the encoder of the collection as a whole. */
export interface UserStatus extends TemplateStatus {
  /** Like a template's status, but false if the collection as a whole is of another encoder. */
  readonly upgradeDue: boolean;
  /**
   * The model pack of the user's templates if the collection is of another encoder than the
   * requested one; null otherwise, and if no pack here has that encoder.
   */
  readonly otherPack: string | null;
}

export interface CollectionRecord {
  readonly name: string;
  readonly users: number;
  readonly templates: number;
  readonly createdAt: string;
}
