import type { PublishedDeletion } from '../../domain/publication.js';
import { leftText } from '../../render/publish.js';
import type { Store } from '../context.js';
import type { Host } from '../host.js';
import type { Records } from '../links/types.js';

/** What was left in all tables when it was tried, by database: it is tried and told once. */
const TRIED = new WeakMap<Store, number>();

/**
 * Deletes from published tables what was deleted here, and says loudly what could not be. To be
 * called when the deletion is committed. A server does it by itself, and lets nobody wait for it.
 *
 * @param how whether what was tried already with this open database is tried again
 */
export async function deletedThere(
  {
    store,
    host,
  }: { readonly store: Store; readonly host: Pick<Host, 'tell' | 'typed' | 'leavesPublished'> },
  how: 'once' | 'again' = 'once',
): Promise<readonly PublishedDeletion[]> {
  if (host.leavesPublished) return [];
  const stale = staleIn(store);
  if (stale === 0 || (how === 'once' && stale === TRIED.get(store))) return [];
  const { deletePublished } = await import('./delete-published.js');
  const deletions = await deletePublished(recordsIn(store));
  TRIED.set(store, staleIn(store));
  tellLeft(deletions, host);
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
