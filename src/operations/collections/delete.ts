import type { Deletion } from '../../domain/deletion.js';
import { wholeUser } from '../../enroll/retention.js';
import { countsOf, type DeletionSummary } from '../../render/deletions.js';
import { type Context, changesOf } from '../context.js';
import { requireCollection } from '../database/existing-store.js';
import { tellNotErased } from '../deletion/delete-planned.js';
import type { ValuesOf } from '../options/row.js';
import type { COLLECTIONS_DELETE_OPTIONS } from './options.js';

/** What deleting a collection deletes, and nothing is yet. */
export interface PlannedCollection {
  readonly name: string;
  readonly users: readonly Deletion[];
  /** What would be deleted. */
  readonly plan: DeletionSummary;
  /** Deletes it for good, unless it is a dry run. */
  readonly carryOut: () => DeletionSummary;
}

/**
 * Plans to delete a collection with all users in it.
 *
 * @throws {FatalError} when there is no such collection.
 */
export function deleteCollection(
  context: Context,
  { name, dryRun = false }: ValuesOf<typeof COLLECTIONS_DELETE_OPTIONS> & { readonly name: string },
): PlannedCollection {
  const { store, db, host } = context;
  requireCollection(store, name, db, '; nothing was deleted');
  const { holdings, removal } = changesOf({ ...context, collection: name });
  const users = [...holdings.all()].map((holding) => wholeUser(holding, 'NAMED'));
  const plan = { ...countsOf(users), dryRun, audit: null, receipt: null };
  const carryOut = (): DeletionSummary => {
    if (dryRun) return plan;
    const { audit, erased, problem } = removal.removeCollection(users, new Date().toISOString());
    if (!erased) tellNotErased(db, host, problem);
    return { ...plan, audit };
  };
  return { name, users, plan, carryOut };
}
