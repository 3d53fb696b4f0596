import type { Failure } from './failures.js';
import type { JsonObject } from './json-object.js';
import type { Sample } from './sample.js';

/** Fields of a user that have their own column in the database and in a CSV. */
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

/** What a row says about a user: only what the CSV has a column for; '' is an empty cell. */
export interface UserData {
  readonly known: Readonly<Partial<Record<UserField, string>>>;
  /** All other columns, heading to cell, as they are in the file. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A user's photo, named by a file or a cell. */
export interface PhotoRef {
  /** 1 for face_image_file1 and for a file of a folder, 2 for face_image_file2, ... */
  readonly slot: number;
  /** The name as the customer wrote it. */
  readonly file: string;
  /** Absolute; undefined if the photo has a failure. */
  readonly path?: string;
  readonly failure?: Failure;
  /** For a template from another database. */
  readonly moved?: MovedTemplate;
  /**
   * Its sample, if no photo is to be opened. A function: entries are stored as plain JSON, which
   * omits it, and samples are stored sealed.
   */
  readonly sample?: () => Sample;
}

/** What a template from another database keeps in addition to its sample. */
export interface MovedTemplate {
  /** Line of the template file. */
  readonly line: number;
  readonly faceId: string;
  readonly metadata: JsonObject;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Cells of an error report's row that matches no reported one. */
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
  /** Exactly as the customer wrote it; a file name in NFC. */
  readonly userId: string;
  /** The ID comes from a program: it is no other spelling of a user's ID. */
  readonly isExact?: true;
  /** What the row says about the user; undefined for a folder. */
  readonly user?: UserData;
  readonly photos: readonly PhotoRef[];
  /** User IDs that the row allows this user to look like. */
  readonly allowDuplicateOf?: readonly string[];
  /** Tags that the row gives its user. */
  readonly tags?: readonly string[];
  /** Metadata for the templates of this entry. */
  readonly metadata?: JsonObject;
  /** The row's cells in the order of the headings, for the error report; empty for a folder. */
  readonly cells: readonly string[];
  /** For a row that matches no reported one: the next report repeats these cells. */
  readonly unknownRow?: UnknownRow;
  /** Set if the row or file as a whole is unusable. */
  readonly failure?: Failure;
  /** Photos of such a row, which may show somebody who would otherwise be deleted. */
  readonly refusedPhotos?: readonly string[];
  /** The file name is odd: it fails with this unless a user has exactly this ID. */
  readonly doubt?: Failure;
}

/** Folders that a run did not look into, as far as they were counted. */
export interface NotLookedInto {
  /** Sub-folders that contain photos at any depth, if sub-folders were not asked for. */
  readonly folders: number;
  /** Links to such folders elsewhere, which are never followed. */
  readonly links: number;
  /** Photos in all of them, judged by name. */
  readonly photos: number;
  /** Counting was stopped: all numbers are lower bounds. */
  readonly atLeast: boolean;
}

/** What a source has noticed, once it was read, in addition to its entries. */
export interface Noticed {
  readonly notLookedInto?: NotLookedInto;
  /** Names of other systems' folders, for thumbnails or trash, that were skipped. */
  readonly systemFolders?: readonly string[];
  /** Rows with fewer cells than there are headings. */
  readonly shortRows?: number;
}

/** A folder or a CSV that is being read. */
export interface Source {
  /** The entries in the order of the file, one at a time. */
  entries(): AsyncIterable<Entry>;
  /** Hidden and system files, or blank rows, skipped so far. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet altered, and that were read as reported. */
  readonly restored?: number;
  readonly noticed?: Noticed;
  /** Why a source that was read has no entries; follows "nothing to do: ". */
  readonly emptiness?: string;
  /** Of a part of an input: whether the input names a user, be it in an entry that is left out. */
  names?(userId: string): boolean;
}
