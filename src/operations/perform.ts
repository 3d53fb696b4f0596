import type { Context, Contexts, MadeContext, RecordsContext } from './context.js';
import { openExisting, requireCollection } from './database/existing-store.js';
import { namedKey, openForImport } from './database/open-store.js';
import { whenFree } from './database/when-free.js';
import type { Host } from './host.js';
import { requireWorkingKey } from './keys/working-key.js';
import { recordsOf } from './links/records.js';
import type { Arguments, InputOf, Needs, Operation } from './operation.js';
import type { Rows } from './options/row.js';
import { deletedThere } from './publications/deleted-there.js';

/** Where an operation is done, as its caller named it. */
export interface Place {
  readonly db: string;
  /** Names the file of the key, if an option does. */
  readonly keyFile?: string | undefined;
  /** Seconds to wait while another run works on the database. */
  readonly wait?: number | undefined;
  /** How long one that is just deciding is waited for in any case, in milliseconds; see `whenFree`. */
  readonly shortMs?: number | undefined;
  readonly collection?: string | undefined;
  readonly reference?: string | undefined;
  /** The ID of the API key that asks for it. */
  readonly keyId?: string | undefined;
  /** Whether the caller has named an option; see `MadeContext`. */
  readonly isGiven?: ((option: string) => boolean) | undefined;
}

/**
 * Opens what an operation works on, if it is to be opened, does it, and closes that again when
 * `use` is done with the result, which may be read from the database row by row.
 *
 * @throws {FatalError} when there is no such database or collection, or it is not free in time.
 */
export async function perform<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
  T,
>(
  operation: Operation<A, O, Output, Opens>,
  input: InputOf<A, O>,
  place: Place,
  host: Host,
  use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
): Promise<T> {
  operation.check?.(input, place);
  const run = await operation.load();
  if (operation.opens === 'nothing' || operation.opens === 'file') {
    const context = { host, db: place.db } as Contexts[Opens];
    return await use(await run(context, input), context);
  }
  if (operation.opens === 'made') {
    const context = made(place, input, host) as Contexts[Opens];
    return await use(await run(context, input), context);
  }
  if (operation.opens === 'records') {
    const { db, collection = 'default' } = place;
    const records = recordsOf({ ...place, collection }, host);
    const own: RecordsContext = { host, db, collection, records };
    const context = own as Contexts[Opens];
    try {
      return await use(await run(context, input), context);
    } finally {
      records.close();
    }
  }
  const { opens, deletes, besideRuns } = operation;
  const opening = { opens, deletes, besideRuns, ...needsFor(operation, input) };
  return inOpened(opening, place, host, async (context) =>
    use(await run(context as Contexts[Opens], input), context as Contexts[Opens]),
  );
}

/** What an operation needs for an input: one that changes nothing only reads. */
export function needsFor<A extends Arguments, O extends Rows, Output, Opens extends keyof Contexts>(
  operation: Operation<A, O, Output, Opens>,
  input: InputOf<A, O>,
): Needs {
  const { access, key } = operation.needs?.(input) ?? operation;
  const isDry = (input as { readonly dryRun?: unknown }).dryRun === true;
  return { access: isDry ? 'read' : access, ...(key && { key }) };
}

interface Opening extends Needs {
  readonly opens: keyof Contexts;
  readonly deletes?: true | undefined;
  readonly besideRuns?: boolean | undefined;
}

/** Opens a database, when need be after other runs on it have ended, for as long as `use` works with it. */
async function inOpened<T>(
  { opens, deletes, besideRuns = false, access, key }: Opening,
  place: Place,
  host: Host,
  use: (context: Context) => T | Promise<T>,
): Promise<T> {
  const { db, collection = 'default', reference, keyId, isGiven } = place;
  // Read once, though the database may be waited for: it may come out of a pipe.
  const masterKey = key && namedKey(place.keyFile, host);
  const opening = key && { masterKey, withoutSecrets: key === 'taken' };
  // Whoever typed it may be asked first: nobody waits for that who need not.
  const holding = { besideRuns, isLong: true };
  const open = () => openExisting(db, access, host, opening, holding);
  const store = await whenFree(open, place.wait, host, place.shortMs);
  try {
    if (access === 'write') requireWorkingKey(store, keyId);
    if (opens === 'collection')
      requireCollection(store, collection, db, deletes && '; nothing was deleted');
    const context = { host, store, db, collection, reference, keyId, masterKey, isGiven };
    const result = await use(context);
    if (access === 'write') await deletedThere(context);
    return result;
  } finally {
    store.close();
  }
}

function made(place: Place, { dryRun }: { readonly dryRun?: unknown }, host: Host): MadeContext {
  const { db, collection = 'default', reference, keyId, keyFile, isGiven = () => false } = place;
  return {
    ...{ host, db, collection, reference, keyId, keyFile, isGiven },
    inExisting: (access, use) =>
      inOpened(
        { opens: 'collection', access, ...(access === 'write' && { key: 'needed' }) },
        place,
        host,
        use,
      ),
    inStore: async (what, use, how = {}) => {
      const masterKey = how.masterKey ?? namedKey(keyFile, host);
      const opening = { ...how, masterKey, dryRun: dryRun === true };
      const open = () => openForImport(db, opening, host, what);
      const store = await whenFree(open, place.wait, host);
      try {
        const result = await use(store);
        if (dryRun !== true) await deletedThere({ store, host });
        return result;
      } finally {
        store.close();
      }
    },
  };
}
