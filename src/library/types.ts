import type { UserField } from '../domain/entry.js';
import type { Failure } from '../domain/failures.js';
import type { FaceRecord, GalleryFilter, SortOrder, UserRecord } from '../domain/gallery.js';
import type { MatchThreshold, UserMatch } from '../domain/identification.js';
import type { JsonObject } from '../domain/json-object.js';
import type { Choice } from '../domain/option-values.js';
import type { ItemOutcome } from '../domain/outcome.js';
import type { SEARCH_OPTIONS, VERIFY_OPTIONS } from '../operations/compare/options.js';
import type { FAIRNESS_OPTIONS } from '../operations/fairness/options.js';
import type {
  ENROLL_OPTIONS,
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
  IMPORT_OPTIONS,
} from '../operations/options/import.js';
import type { GivenOf } from '../operations/options/row.js';
import type { REPORT_OPTIONS } from '../operations/report/options.js';
import type { TEMPLATES_PUBLISH_OPTIONS } from '../operations/templates/options.js';

/** Which database and collection, and how it is opened. */
export interface GalleryOptions {
  /** The database's file; it is made unless `readOnly` is set. */
  readonly database: string;
  /** `default` unless told; an import or `users.add` makes it. */
  readonly collection?: string;
  /**
   * A file with the key that templates are encrypted with. The environment is not asked: a
   * library call knows what it was told. A key for a database without one encrypts it.
   */
  readonly keyFile?: string;
  /** Nothing is written, no lock is held, and the database must exist. */
  readonly readOnly?: boolean;
  /** A number of your own, such as a ticket; it is kept with each run and audit row. */
  readonly reference?: string;
}

/** An open collection of a database. While it is open to be written, no other process writes it. */
export interface Gallery {
  /** As it was given. */
  readonly database: string;
  readonly collection: string;
  readonly users: GalleryUsers;
  readonly faces: GalleryFaces;
  /** Gives the database back. Not while an import runs. */
  close(): void;
}

/** What is asked of a list; all of it must hold. */
export interface ListOptions extends Partial<GalleryFilter> {
  readonly sort?: SortOrder;
  /** At most so many rows; all unless told. */
  readonly limit?: number;
  /** Rows passed over before the first; 0 unless told. */
  readonly offset?: number;
}

/** The rows of a list, read from the database one by one as they are asked for. */
export interface List<Row> {
  /** How many there are, whatever the limit. */
  readonly total: number;
  readonly rows: Iterable<Row>;
}

/** Fields of a user; what is left out stays as it is. '' empties a field. */
export interface UserFields {
  /** Fields with a column of their own. */
  readonly known?: Readonly<Partial<Record<UserField, string>>>;
  /** Your own columns, heading to text. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** Whether a new user ID may be one that hardly any person has; not unless told. */
export interface OddIds {
  readonly allowOddIds?: boolean;
}

/** How a face gets other metadata. */
export interface MergeOption {
  /** Into what is there, by RFC 7396; in place of it unless told. */
  readonly merge?: boolean;
}

/** What was deleted. */
export interface DeletionResult {
  readonly users: readonly string[];
  readonly faceIds: readonly string[];
  /**
   * Whether the bytes are gone from the files as well. While another process reads, the log
   * keeps them until that has ended.
   */
  readonly erased: boolean;
  /** Faces that published tables may still have, until `deletePublished` or `publish` is called. */
  readonly stillPublished: number;
}

/** The users of a collection. What is wrong is a FatalError that names it. */
export interface GalleryUsers {
  list(options?: ListOptions): List<UserRecord>;
  /** Undefined when there is no such user. */
  show(userId: string): (UserRecord & { readonly templates: readonly FaceRecord[] }) | undefined;
  /** Makes a user without a face. */
  add(userId: string, fields?: UserFields, options?: OddIds): void;
  /** Returns whether there was a difference. */
  update(userId: string, fields: UserFields): boolean;
  /**
   * Gives a user another user ID, with all that is stored of the user. An encrypted database
   * needs its key for that.
   */
  rename(oldId: string, newId: string, options?: OddIds): void;
  /** Deletes these users with everything, or none of them when one does not exist. */
  delete(...userIds: readonly string[]): DeletionResult;
}

/** The faces of a collection. A face is named by its ID, or by what its ID alone begins with. */
export interface GalleryFaces {
  list(options?: ListOptions): List<FaceRecord>;
  show(faceId: string): FaceRecord;
  /** Replaces or merges the metadata. Returns whether there was a difference. */
  update(faceId: string, metadata: JsonObject, options?: MergeOption): boolean;
  /** Deletes these faces, or none of them when one does not exist. */
  delete(...faceIds: readonly string[]): DeletionResult;
}

/** How far a run is; told after each step of a photo. */
export interface ImportProgress {
  readonly phase: 'read' | 'extract' | 'compare' | 'apply';
  /** Entries read, photos extracted, faces to be compared (none of them yet), or entries applied. */
  readonly done: number;
  /** Undefined while the input is still being read. */
  readonly total: number | undefined;
  readonly failed: number;
  /** Of the photos done, those that an interrupted run had extracted: they take no time. */
  readonly kept?: number;
}

/** Who does the work. */
export interface Work {
  /** Stops the work in good order. */
  readonly signal?: AbortSignal;
}

/** What only a caller can be told: as it happens. */
export interface Heard {
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Called with each outcome in the order of the input when the run has ended; it is waited for. */
  readonly onOutcome?: (outcome: ItemOutcome) => void | Promise<void>;
}

/** What every import can be told: the flags of the command; what is left out is as the command has it. */
export type ImportCallOptions = GivenOf<typeof IMPORT_OPTIONS> & Work & Heard;

export type ImportFacesOptions = GivenOf<typeof IMPORT_FACES_OPTIONS> & Work & Heard;

export type EnrollOptions = GivenOf<typeof ENROLL_OPTIONS> & Work & Heard;

export type ImportCsvOptions = GivenOf<typeof IMPORT_CSV_OPTIONS> &
  Work &
  Heard & {
    /**
     * Whether links in the photo folder may lead out of it, as `importFaces` lets them: for the
     * retry of its error report. Not unless told.
     */
    readonly links?: Choice<'links'>;
  };

export type { ImportResult } from '../operations/imports/import-result.js';

/** What a report on a run is told: the flags of the command, and which run; the last that has ended unless told. */
export type ReportOptions = Omit<GivenOf<typeof REPORT_OPTIONS>, 'html'> &
  Work & {
    /** The file to write. */
    readonly html: string;
    /** Its ID, or as much of the beginning as is unique. */
    readonly run?: string;
  };

/** What a report on groups is told: the flags of the command. */
export type FairnessOptions = Omit<GivenOf<typeof FAIRNESS_OPTIONS>, 'by'> &
  Work & {
    /** Columns that users are grouped by: a field, a column of your own, or `tag`. */
    readonly by: readonly string[];
  };

/** Which table a collection is published to: the flags of the command. */
export type PublishOptions = GivenOf<typeof TEMPLATES_PUBLISH_OPTIONS>;

export type { FairnessReport } from '../domain/fairness/report.js';
export type { PublishedDeletion, PublishResult } from '../domain/publication.js';
export type { WrittenReport } from '../domain/written-report.js';
export type { MeasuredFairness } from '../operations/fairness/measured-fairness.js';

/** What a search can be told: the flags of the command; `similarity` stands in for the rate. */
export type IdentifyOptions = GivenOf<typeof SEARCH_OPTIONS> & Work;

/** What a comparison can be told: the flags of the command; `similarity` stands in for the rate. */
export type VerifyOptions = GivenOf<typeof VERIFY_OPTIONS> & Work;

/** Who is in a photo. */
export interface Identified {
  readonly file: string;
  /** Users above the threshold, the most similar first. */
  readonly matches: readonly UserMatch[];
  readonly threshold: MatchThreshold;
  readonly failure?: Failure;
}

/** Whether a photo shows a user. */
export interface Verified {
  readonly file: string;
  /** As the database has it. */
  readonly userId: string;
  readonly match: boolean;
  /** Cosine with the most similar of the user's templates; undefined when the photo failed. */
  readonly similarity?: number;
  readonly threshold: MatchThreshold;
  readonly failure?: Failure;
}
