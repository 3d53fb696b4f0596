import type { Deletion } from '../domain/deletion.js';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { listed, quoted } from '../domain/text.js';
import { type Due, dueAt, wholeUser } from '../enroll/retention.js';
import {
  countsOf,
  type DeletionSummary,
  deletedText,
  deletionEvent,
  deletionsEvent,
  planText,
} from '../report/deletions.js';
import type { CollectionStore } from '../store/store.js';
import { confirmed, refuseUnlessAsked } from './confirm.js';
import type { DatabaseOptions } from './database-options.js';
import { deletePlanned } from './delete-planned.js';
import { openExisting } from './existing-store.js';
import { EXIT } from './exit-codes.js';
import type { ReferenceOptions } from './reference.js';
import { whenFree } from './wait.js';
import type { WaitOptions } from './wait-option.js';

/** Options of `faceenroll purge`, as commander hands them over. */
export interface PurgeOptions extends DatabaseOptions, WaitOptions, ReferenceOptions {
  readonly due?: boolean;
  readonly user?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly receipt?: string;
  readonly json?: boolean;
}

/** Users with their templates of every encoder are deleted; no template is read. */
const NO_ENCODER = '';

/** `faceenroll purge`; returns the exit code. */
export async function purge(options: PurgeOptions, now = new Date()): Promise<number> {
  const { due, user, dryRun, yes, json, db, collection, reference } = options;
  if (!due && !user) throw new UsageError('say what to delete: --due, or --user <id>');
  refuseUnlessAsked(Boolean(yes || dryRun), '--yes');
  const store = await whenFree(() => openExisting(db, dryRun ? 'read' : 'write'), options);
  try {
    const part = store.collection(collection, NO_ENCODER, { reference });
    const plan = user ? { deletions: named(part, user), unreadable: [] } : dueNow(part, now);
    tellUnreadable(plan);
    const { deletions } = plan;
    show(
      json
        ? deletions.map((one) => `${deletionEvent(one)}\n`).join('')
        : planText(deletions, collection),
    );

    const nothing = { ...countsOf(deletions), audit: null, receipt: null };
    if (dryRun || deletions.length === 0) {
      return tell({ dryRun: Boolean(dryRun), ...nothing }, json);
    }
    if (!yes && !(await confirmed('Delete this for good?'))) {
      throw new FatalError('nothing was deleted');
    }
    const command = user ? 'purge --user' : 'purge --due';
    return tell(deletePlanned(part, deletions, { ...options, command }, now), json);
  } finally {
    store.close();
  }
}

function dueNow({ holdings }: CollectionStore, now: Date): Due {
  return dueAt(holdings.dated(), now.getTime());
}

/**
 * The users by name, each once.
 *
 * @throws {FatalError} when one does not exist: then none is deleted, since an ID is misspelled.
 */
function named({ users, holdings }: CollectionStore, ids: readonly string[]): readonly Deletion[] {
  const stored = ids.map((id) => ({ id, userId: users.find(id, false)[0] }));
  const unknown = stored.filter(({ userId }) => userId === undefined).map(({ id }) => quoted(id));
  if (unknown.length > 0) {
    const who = unknown.length === 1 ? 'no user with the user ID' : 'no users with the user IDs';
    throw new FatalError(
      `there is ${who} ${listed(unknown, unknown.length)} in the collection ${quoted(users.collection)}; nothing was deleted`,
    );
  }
  return [...new Set(stored.map(({ userId }) => userId))].flatMap((userId = '') => {
    const holding = holdings.of(userId);
    return holding ? [wholeUser(holding, 'NAMED')] : [];
  });
}

/** Whoever wrote such a date expects something of it that will not happen. */
function tellUnreadable({ unreadable }: Due): void {
  for (const { userId, field, value } of unreadable) {
    process.stderr.write(
      `User ${quoted(userId)} stays: ${field} is ${quoted(value)}, which is no ISO 8601 date.\n`,
    );
  }
}

function tell(summary: DeletionSummary, json: boolean | undefined): number {
  const exitCode = EXIT.done;
  show(json ? `${deletionsEvent({ ...summary, exitCode })}\n` : deletedText(summary));
  return exitCode;
}

function show(text: string): void {
  process.stdout.write(text);
}
