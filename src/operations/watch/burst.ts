import type { FileStamp } from '../../domain/file-stamp.js';

/** What a batch is to take. */
export interface Burst {
  readonly files: ReadonlyMap<string, FileStamp>;
  /** Files that are still written: their users wait for them. */
  readonly blocked: ReadonlySet<string>;
  readonly gone: readonly string[];
  /** Keys of the users of these. */
  readonly goneKeys: ReadonlySet<string>;
  /** Entries that have failed and may pass now. */
  readonly retry: ReadonlySet<string>;
}

/** An entry of the input, as far as a watch needs it. */
export interface PlannedEntry {
  /** Of its user, see `matchKey`; '' if the entry cannot be read. */
  readonly key: string;
  /** Its photos, by their names in the folder; without those that are not there. */
  readonly files: readonly string[];
}

/** What a batch takes of the input. */
export interface Planned {
  readonly entries: ReadonlyMap<string, PlannedEntry>;
  /** Files that have settled, and wait for another one of their user. */
  readonly held: ReadonlySet<string>;
  /** The IDs of all entries. */
  readonly all: ReadonlySet<string>;
  /** Keys of all users whom the input names. */
  readonly named: ReadonlySet<string>;
  /** The list, if the input is one. */
  readonly list: string | undefined;
}
