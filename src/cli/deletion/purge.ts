import { UsageError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { type Due, dueAt } from '../../enroll/retention.js';
import { namedUsers } from '../../operations/users/named-users.js';
import type { CollectionStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { type DeletionOptions, runDeletion } from './run-deletion.js';

/** Options of `faceenroll purge`, as commander hands them over. */
export interface PurgeOptions extends DeletionOptions {
  readonly due?: boolean;
  readonly user?: readonly string[];
  readonly receipt?: string;
}

/** `faceenroll purge`; returns the exit code. */
export async function purge(options: PurgeOptions, io: Io, now = new Date()): Promise<number> {
  const { due, user, receipt } = options;
  if (!due && !user) throw new UsageError('say what to delete: --due, or --user <id>');
  const order = {
    command: user ? 'purge --user' : 'purge --due',
    ...(receipt !== undefined && { receipt }),
    plan: (part: CollectionStore) => (user ? namedUsers(part, user) : dueNow(part, now, io)),
  };
  return runDeletion(options, order, now, io);
}

function dueNow({ holdings }: CollectionStore, now: Date, io: Io): Due['deletions'] {
  const due = dueAt(holdings.dated(), now.getTime());
  tellUnreadable(due, io);
  return due.deletions;
}

/** Whoever wrote such a date expects something of it that will not happen. */
function tellUnreadable({ unreadable }: Due, io: Io): void {
  for (const { userId, field, value } of unreadable) {
    io.stderr.write(
      `User ${quoted(userId)} stays: ${field} is ${quoted(value)}, which is no ISO 8601 date.\n`,
    );
  }
}
