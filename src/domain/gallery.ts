import type { UserField } from './entry.js';

/** What is asked of the users (or faces) of a collection; all of it must hold. Instants are UTC, ISO 8601. */
export interface GalleryFilter {
  /** A user's fields and what they must be; '' stands for empty or missing. */
  readonly fields: readonly { readonly column: FieldColumn; readonly value: string }[];
  /** A part of the name, in whatever case. */
  readonly nameContains?: string;
  /** One user alone, by the stored ID. */
  readonly userId?: string;
  /** Tags that the user has, all of them. */
  readonly tags?: readonly string[];
  /** Users with (or without) a face of which the rest of this filter is true. */
  readonly withFace?: boolean;
  readonly encoder?: string;
  /** The template was made then or later. */
  readonly enrolledAfter?: string;
  /** The template was made earlier. */
  readonly enrolledBefore?: string;
  /** 0 to 1; the quality is less. */
  readonly qualityBelow?: number;
}

/** A field that has a column of its own, or a column of the customer's. */
export type FieldColumn =
  | { readonly kind: 'known'; readonly field: UserField }
  | { readonly kind: 'extra'; readonly heading: string };

/** Whatever a list can be sorted by or show. */
export type ListColumn = FieldColumn | { readonly kind: 'own'; readonly name: string };

export interface SortOrder {
  readonly column: ListColumn;
  readonly descending: boolean;
}

/** A part of a list: `limit` rows behind the first `offset`; a limit of -1 is all. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** A user as the database has it. */
export interface UserRecord {
  readonly userId: string;
  /** null where no CSV had the column, '' where the cell was empty. */
  readonly known: Readonly<Record<UserField, string | null>>;
  /** The customer's other columns, heading to cell. */
  readonly extra: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tags: readonly string[];
  /** How many templates there are, of whatever encoder. */
  readonly faces: number;
  /** When the oldest of them was made. */
  readonly enrolledAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What is asked of a user that is no field. */
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
  /** 0 to 1; null where it was not assessed. */
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

/** What is asked of a face; the names of the database. */
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

/** What there is of a user's templates. */
export interface TemplateStatus {
  readonly userId: string;
  /** Whether the database has such a user; the audit may know one who was removed. */
  readonly exists: boolean;
  /** Whether there is a template of the encoder that was asked for. */
  readonly available: boolean;
  /** When the oldest template was made. */
  readonly enrolledAt: string | null;
  readonly templates: number;
  /** How many of them have one. */
  readonly thumbnails: number;
  /** The encoders that made them. */
  readonly encoders: readonly string[];
  /** There are templates, and none is of the encoder that was asked for. */
  readonly upgradeDue: boolean;
  /** The user had a template that is there no longer. */
  readonly enrolledBefore: boolean;
  readonly tags: readonly string[];
  /**
   * The user ID that whoever had this one has now; null when nobody was renamed, or when
   * there was somebody else of this ID since.
   */
  readonly renamedTo: string | null;
}

/** The same as it is told, with what the collection as a whole is of. */
export interface UserStatus extends TemplateStatus {
  /** As in a template's status, and the collection is not of another encoder than was asked for. */
  readonly upgradeDue: boolean;
  /**
   * The model pack that the user's templates are of, where the collection is of another encoder
   * than was asked for; null where it is not, and where no pack here has that encoder.
   */
  readonly otherPack: string | null;
}

export interface CollectionRecord {
  readonly name: string;
  readonly users: number;
  readonly templates: number;
  readonly createdAt: string;
}
