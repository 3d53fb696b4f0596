import type { MasterKey } from '../store/secrets/vault.js';
import type { CollectionStore, GalleryStore, Store } from '../store/store.js';
import type { ImportedInput } from './database/open-store.js';
import type { Host } from './host.js';
import type { Records } from './links/types.js';

export type { CollectionStore, GalleryStore, Store } from '../store/store.js';

/** What an operation works in that concerns no database. */
export interface HostContext {
  readonly host: Host;
}

/** What one works in that opens, makes or replaces the file of a database itself. */
export interface FileContext extends HostContext {
  /** The database, as it was named; it need not be there. */
  readonly db: string;
}

/** What one works in that makes the database when need be, as soon as its input could be read. */
export interface MadeContext extends FileContext {
  readonly collection: string;
  readonly reference?: string | undefined;
  /** The ID of the API key that asks for it, for audit rows. */
  readonly keyId?: string | undefined;
  /** Names the file of the key, if an option does. */
  readonly keyFile?: string | undefined;
  /** Whether the collection is open already: a report of another one is not retried then. */
  readonly isBound?: boolean;
  /** Whether the caller has named an option, and its value is no default nor of a configuration file. */
  isGiven(option: string): boolean;
  /** Opens the database for as long as `use` works with it, beside runs of another input. */
  inStore<T>(what: ImportedInput, use: (store: Store) => Promise<T>, how?: OpenHow): Promise<T>;
  /** Opens a collection that must be there; with the key only to write. */
  inExisting<T>(access: 'read' | 'write', use: (open: Context) => T | Promise<T>): Promise<T>;
}

interface OpenHow {
  /** Whether one that is not there is an error. */
  readonly mustExist?: boolean;
  /** The key, where it has been read already: a pipe can be read once. */
  readonly masterKey?: MasterKey | undefined;
}

/** What one works in that is long at work, and has the database only for moments. */
export interface RecordsContext extends FileContext {
  readonly collection: string;
  readonly records: Records;
}

/** What an operation works in: an open database. */
export interface Context extends FileContext {
  readonly store: Store;
  readonly collection: string;
  /** A number of the operator's own, for runs and audit rows. */
  readonly reference?: string | undefined;
  /** The ID of the API key that asks for it, for audit rows. */
  readonly keyId?: string | undefined;
  /** The key that was named to open it, if one was. */
  readonly masterKey?: MasterKey | undefined;
  /** See `MadeContext`; without it none is. */
  readonly isGiven?: ((option: string) => boolean) | undefined;
  /** The run that audit rows belong to, if one does. */
  readonly runId?: string | undefined;
}

/** What an operation works in, by what it opens. */
export interface Contexts {
  readonly nothing: HostContext;
  readonly file: FileContext;
  readonly database: Context;
  readonly collection: Context;
  readonly 'named collection': Context;
  readonly made: MadeContext;
  readonly records: RecordsContext;
}

/** Stands for an encoder where templates of every one are meant, and none is read. */
export const NO_ENCODER = '';

/** The users and faces of the collection, to be read. */
export function galleryOf({ store, collection }: Context): GalleryStore {
  return store.gallery(collection);
}

/** The same, to be changed; `encoder` where templates are read or written. */
export function changesOf(
  { store, collection, reference, runId, keyId }: Context,
  encoder: string = NO_ENCODER,
): CollectionStore {
  return store.collection(collection, encoder, { reference, runId, keyId });
}
