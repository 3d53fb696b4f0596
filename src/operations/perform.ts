import type { Contexts, MadeContext } from './context.js';
import { openExisting, requireCollection } from './database/existing-store.js';
import { type KeyOptions, openForImport, type openStore } from './database/open-store.js';
import { type WaitOptions, whenFree } from './database/when-free.js';
import type { Host } from './host.js';
import type { Arguments, InputOf, Needs, Operation } from './operation.js';
import type { Rows } from './options/row.js';

/** Where an operation is done, as its caller named it. */
export interface Place extends KeyOptions, WaitOptions {
  readonly db: string;
  readonly collection?: string | undefined;
  readonly reference?: string | undefined;
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
  const { db, collection = 'default', reference } = place;
  if (operation.opens === 'nothing' || operation.opens === 'file') {
    const context = { host, db } as Contexts[Opens];
    return await use(await run(context, input), context);
  }
  if (operation.opens === 'made') {
    const context = made(place, input, host) as Contexts[Opens];
    return await use(await run(context, input), context);
  }
  const needs = operation.needs?.(input) ?? operation;
  const store = await whenFree(() => opened(needs, input, place, host), place, host);
  try {
    if (operation.opens === 'collection')
      requireCollection(store, collection, db, operation.deletes && '; nothing was deleted');
    const context = { host, store, db, collection, reference } as Contexts[Opens];
    return await use(await run(context, input), context);
  } finally {
    store.close();
  }
}

function opened(
  { access, key }: Needs,
  { dryRun }: { readonly dryRun?: unknown },
  place: Place,
  host: Host,
): ReturnType<typeof openStore> {
  const purpose = access === 'read' || dryRun === true ? 'read' : 'write';
  if (!key) return openExisting(place.db, purpose, host);
  return openExisting(place.db, purpose, host, { ...place, withoutSecrets: key === 'taken' });
}

function made(place: Place, { dryRun }: { readonly dryRun?: unknown }, host: Host): MadeContext {
  const { db, collection = 'default', reference, keyFile, isGiven = () => false } = place;
  return {
    ...{ host, db, collection, reference, keyFile, isGiven },
    inStore: async (what, use, how) => {
      const opening = { ...place, ...how, dryRun: dryRun === true };
      const open = () => openForImport(db, opening, host, what);
      const store = await whenFree(open, place, host);
      try {
        return await use(store);
      } finally {
        store.close();
      }
    },
  };
}
