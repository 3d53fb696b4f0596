import { resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { printable } from '../../domain/text.js';
import type { WatchEvent } from '../../domain/watch.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { FileLock } from '../../store/lock-file.js';
import { lockWatch, WatchedAlreadyError } from '../../store/watch-lock.js';
import type { MadeContext } from '../context.js';
import { keptKey } from '../database/open-store.js';
import type { Host } from '../host.js';
import { importOptions, knownById } from '../imports/import-options.js';
import { packFor } from '../pack-for.js';
import type { Watched } from './batch.js';
import { rulesOf, stateOf, WatchMemory } from './memory.js';
import { OF_LISTS, shapingOptions, type WatchValues } from './options.js';
import { quietHost } from './quiet-host.js';
import { realPath, refuseReports } from './report-places.js';
import { WatchState } from './state.js';
import { REAL, type Surroundings } from './surroundings.js';
import { Watcher } from './watcher.js';

/**
 * Watches a folder until the signal comes, and tells what happens as it happens.
 *
 * @throws {FatalError} when it cannot begin: there is no such model pack, the key is wrong, another
 *   watch is at work on the same folder. What goes wrong later is told, and tried again.
 */
export async function watchFolder(
  context: MadeContext,
  { folder, ...values }: WatchValues & { readonly folder: string },
  around: Surroundings = REAL,
): Promise<AsyncIterable<WatchEvent>> {
  refuseListOptions(context, values);
  const { collection } = context;
  const host = quietHost(context.host);
  const watched: Watched = {
    folder: resolve(host.cwd, folder),
    csv: values.csv === undefined ? undefined : resolve(host.cwd, values.csv),
    values,
  };
  const db = resolve(host.cwd, context.db);
  const pack = packFor(host, values.models);
  // What is wrong with options is said at once.
  const hasLiveness = pack.models.liveness !== undefined;
  importOptions({ ...values, collection }, knownById(false), hasLiveness);
  refuseReports(watched, { cwd: host.cwd, database: db });
  const masterKey = keptKey(context.keyFile, context.host);
  const own: MadeContext = {
    ...context,
    host,
    isGiven: (option) => context.isGiven(option),
    inStore: (what, use, how) =>
      context.inStore(what, use, { ...how, masterKey: how?.masterKey ?? masterKey }),
  };
  const rules = rulesOf(
    ...[shapingOptions(values), pack.encoder, String(hasLiveness), watched.csv ?? ''],
  );
  const memory = new WatchMemory({ db, collection, folder: watched.folder, rules });
  const what = { command: 'watch', input: watched.folder, options: { collection } };
  let lock: FileLock | undefined;
  const begin = () =>
    own.inStore(what, async (store) => {
      // Also a watch by a link to the folder is another one of it.
      lock ??= lockWatch(db, collection, realPath(watched.folder));
      // As an import of an empty folder does: users can be added before the first photo.
      if (!store.collections.has(collection)) {
        await store.inTurn(() => store.collections.create(collection, new Date().toISOString()));
      }
      return memory.begin(store);
    });
  const kept = await whenFree(begin, host, () => around.pause(values.every * 1000, host.signal));
  const state = new WatchState(values.settle * 1000, stateOf(kept, Boolean(values.ignoreCase)));
  const watcher = new Watcher(own, { watched, memory, state, around });
  return released(watcher.events(kept.length), () => lock?.release());
}

/** @throws {UsageError} for an option of lists where there is none. */
function refuseListOptions({ isGiven }: MadeContext, { csv }: WatchValues): void {
  const given = csv === undefined ? OF_LISTS.find((name) => isGiven(name)) : undefined;
  if (given === undefined) return;
  const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${flag} is for lists: name one with --csv`);
}

/** A watch that begins waits for whoever has the database, but not for another watch. */
async function whenFree<T>(
  begin: () => Promise<T>,
  { signal, note }: Pick<Host, 'signal' | 'note'>,
  pause: () => Promise<void>,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof DatabaseBusyError) || error instanceof WatchedAlreadyError)
        throw error;
      note(printable(`${error.holder}: waiting for it`));
    }
    await pause();
  }
}

async function* released<T>(events: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* events;
  } finally {
    release();
  }
}
