import { FatalError } from '../domain/fatal-error.js';
import { pathText } from '../domain/text.js';
import type { Store } from '../operations/context.js';
import { type CallersDatabase, openForDryRun } from '../operations/database/open-for-caller.js';
import { deletedThere } from '../operations/publications/deleted-there.js';
import type { Read } from './arguments/values.js';
import type { Gallery } from './types.js';

/** What is behind a gallery that a caller holds. */
interface Opened extends CallersDatabase {
  readonly readOnly: boolean;
  readonly reference: string | undefined;
  /** Whether an import is at it: a store takes one at a time. */
  busy: boolean;
}

/** A result says what is still published; nobody else is told. */
const NOBODY = { tell: () => {} };

const OPENED = new WeakMap<Gallery, Opened>();
const CLOSED = new WeakSet<Gallery>();

/** Keeps what is behind a gallery, until that is closed. */
export function register(gallery: Gallery, opened: Opened): void {
  OPENED.set(gallery, opened);
}

/** A gallery that `openGallery` has made, for a call's first argument; it may be closed by now. */
export const galleryGiven: Read<Gallery> = (value, place) => {
  const gallery = value as Gallery;
  if (OPENED.has(gallery) || CLOSED.has(gallery)) return gallery;
  throw place.mustBe('what openGallery has returned', value);
};

/** After it nothing can be asked of the gallery. */
export function closeGallery(gallery: Gallery): void {
  const opened = OPENED.get(gallery);
  if (!opened) return;
  refuseBusy(gallery, opened);
  OPENED.delete(gallery);
  CLOSED.add(gallery);
  opened.store.close();
}

/** @throws {FatalError} when it is closed, or `purpose` is to write and it may not be written. */
export function openedOf(gallery: Gallery, purpose: 'read' | 'write' = 'read'): Opened {
  const opened = OPENED.get(gallery);
  if (!opened)
    throw new FatalError(`the gallery ${pathText(gallery.database)} is closed: open it again`);
  if (purpose === 'read') return opened;
  refuseBusy(gallery, opened);
  if (!opened.readOnly) return opened;
  throw new FatalError(`the gallery ${pathText(gallery.database)} is open to be read only`);
}

/**
 * Uses the store of a gallery for an import, alone; a dry run has one of its own, to which
 * nothing is written.
 */
export async function withStore<T>(
  gallery: Gallery,
  dryRun: boolean,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (dryRun) {
    const store = openForDryRun(gallery.database, openedOf(gallery));
    return use(store).finally(() => store.close());
  }
  const opened = openedOf(gallery, 'write');
  opened.busy = true;
  try {
    const result = await use(opened.store);
    await deletedThere({ store: opened.store, host: NOBODY });
    return result;
  } finally {
    opened.busy = false;
  }
}

function refuseBusy({ database }: Gallery, { busy }: Opened): void {
  if (busy)
    throw new FatalError(
      `an import is at the gallery ${pathText(database)}: wait until it has ended`,
    );
}
