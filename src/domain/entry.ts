import type { Failure } from './failures.js';
import type { JsonObject } from './json-object.js';
import type { Sample } from './sample.js';

/** Fields of a user that have a column of their own in the database and in a CSV. */
export const USER_FIELDS = [
  'name',
  'email',
  'department',
  'title',
  'phone',
  'start_datetime',
  'expiry_datetime',
  'consent_at',
  'consent_reference',
  'retain_until',
] as const;

export type UserField = (typeof USER_FIELDS)[number];

/** What a row says of a user. Only what the CSV has a column for is there; '' is an empty cell. */
export interface UserData {
  readonly known: Readonly<Partial<Record<UserField, string>>>;
  /** Every other column, heading to cell, as it stands in the file. */
  readonly extra: Readonly<Record<string, string>>;
}

/** One photo that a file or a cell names for a user. */
export interface PhotoRef {
  /** 1 for face_image_file1 and for a file of a folder, 2 for face_image_file2, ... */
  readonly slot: number;
  /** The name as the customer wrote it. */
  readonly file: string;
  /** Where it is, absolute; undefined when it has a failure. */
  readonly path?: string;
  readonly failure?: Failure;
  /** Of a template that comes from another database. */
  readonly moved?: MovedTemplate;
  /**
   * Its sample, where no photo is to be looked at. A function, since entries are kept as plain
   * JSON, which leaves it out, and samples are kept sealed.
   */
  readonly sample?: () => Sample;
}

/** What a template of another database keeps beside its sample. */
export interface MovedTemplate {
  /** Line of the file that it came in. */
  readonly line: number;
  readonly faceId: string;
  readonly metadata: JsonObject;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Cells of a row of an error report of which nobody can tell what it reported. */
export interface UnknownRow {
  /** Of its column `row`. */
  readonly row: string;
  /** Of its column `report_row`. */
  readonly key: string;
}

/** What a source yields: one row of a CSV, or one file of a folder. */
export interface Entry {
  /** Row of the CSV as a spreadsheet counts (the headings are row 1); undefined for a folder. */
  readonly row?: number;
  /** To the letter as the customer wrote it; a file name in NFC. */
  readonly userId: string;
  /** What the row says of the user; undefined for a folder. */
  readonly user?: UserData;
  readonly photos: readonly PhotoRef[];
  /** User IDs that the row allows this user to look like. */
  readonly allowDuplicateOf?: readonly string[];
  /** Tags that the row gives its user. */
  readonly tags?: readonly string[];
  /** What is to be kept with the templates of this entry. */
  readonly metadata?: JsonObject;
  /** The row's cells in the order of the headings, for the error report; empty for a folder. */
  readonly cells: readonly string[];
  /** Whose row of an error report it is cannot be told: the next report repeats these cells. */
  readonly unknownRow?: UnknownRow;
  /** The row or file is unusable as a whole. */
  readonly failure?: Failure;
  /** Paths of the photos of such a row, which may show somebody who would be deleted otherwise. */
  readonly refusedPhotos?: readonly string[];
  /** The name of the file is odd: it fails with this, unless there is a user of exactly this ID. */
  readonly doubt?: Failure;
}

/** Folders that a run did not look into, as far as they were counted. */
export interface NotLookedInto {
  /** Sub-folders with photos in them or below them, where sub-folders were not asked for. */
  readonly folders: number;
  /** Links to such folders elsewhere, which are never followed. */
  readonly links: number;
  /** Photos in all of them, by their names. */
  readonly photos: number;
  /** Counting was stopped: there may be more of everything. */
  readonly atLeast: boolean;
}

/** What a source has noticed, by the time it is read, that no entry tells. */
export interface Noticed {
  readonly notLookedInto?: NotLookedInto;
  /** Names of folders of other systems that were passed over with their thumbnails or trash. */
  readonly systemFolders?: readonly string[];
  /** Rows that have fewer cells than there are headings. */
  readonly shortRows?: number;
}

/** A folder or a CSV that is being read. */
export interface Source {
  /** The entries in the order of the file, one at a time. */
  entries(): AsyncIterable<Entry>;
  /** Hidden and system files or blank rows passed over so far. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet has altered, and that were read as they were reported. */
  readonly restored?: number;
  readonly noticed?: Noticed;
  /** Why there is no entry, of a source that was read and has none; for behind "nothing to do: ". */
  readonly emptiness?: string;
}
