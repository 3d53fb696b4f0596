import type { PublishedDeletion } from '../../domain/publication.js';
import { messageOf } from '../../domain/text.js';
import { leftText, untoldText } from '../../render/publish.js';
import type { Store } from '../context.js';
import type { Host } from '../host.js';
import type { Records } from '../links/types.js';

/** What was left in all tables when it was tried, by database: it is tried and told once. */
const TRIED = new WeakMap<Store, number>();

/**
 * Deletes from published tables what was deleted here, and says loudly what could not be. To be
 * called when the deletion is committed: it never throws, so that what follows can tell that. A
 * server does it by itself, and lets nobody wait for it. Null: nobody knows, which is told.
 */
export async function deletedThere({
  store,
  host,
}: {
  readonly store: Store;
  readonly host: Pick<Host, 'tell' | 'typed' | 'leavesPublished'> & Partial<Pick<Host, 'signal'>>;
}): Promise<readonly PublishedDeletion[] | null> {
  if (host.leavesPublished) return [];
  try {
    const stale = staleIn(store);
    if (stale === 0 || stale === TRIED.get(store)) return [];
    const deletions = await deletedNow(store, host.signal);
    tellLeft(deletions, host);
    return deletions;
  } catch (error) {
    host.tell(untoldText(messageOf(error), host.typed?.database));
    return null;
  }
}

/**
 * The same, whether it was tried before with this open database or not.
 *
 * @throws what the database says.
 */
export async function deletedNow(
  store: Store,
  signal?: AbortSignal,
): Promise<readonly PublishedDeletion[]> {
  if (staleIn(store) === 0) return [];
  const { deletePublished } = await import('./delete-published.js');
  const deletions = await deletePublished(recordsIn(store), signal);
  TRIED.set(store, staleIn(store));
  return deletions;
}

/** Says who is still there. */
export function tellLeft(
  deletions: readonly PublishedDeletion[],
  { tell, typed }: Pick<Host, 'tell' | 'typed'>,
): void {
  for (const deletion of deletions) {
    const text = leftText(deletion, typed?.database);
    if (text !== undefined) tell(text);
  }
}

/** A database that is open, for short looks and short transactions. */
function recordsIn(store: Store): Records {
  return { read: (use) => use(store), write: (work) => store.inTurn(() => work(store)) };
}

function staleIn({ publications }: Store): number {
  if (!publications.hasStale()) return 0;
  return publications.states().reduce((sum, { stale }) => sum + stale, 0);
}
