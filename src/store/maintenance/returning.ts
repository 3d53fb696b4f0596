import { byCodeUnits } from '../../domain/code-units.js';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { neededKeyStore } from '../secrets/key-store-id.js';
import { UserHistory } from '../user-history.js';
import { isOfDatabase, type Present } from './present.js';

/** A user whose deletion a restore takes back. */
export interface ReturningUser {
  readonly collection: string;
  readonly userId: string;
  /** When the user, or the user's faces, were last deleted. */
  readonly deletedAt: string;
}

/** A user whose renaming a restore takes back. */
export interface RenamedUser {
  readonly collection: string;
  /** As the backup has it. */
  readonly userId: string;
  /** As it was when the backup was restored. */
  readonly renamedTo: string;
}

/** Users of a backup who come back with it in another state than they are in now. */
export interface Returning {
  /** Who was deleted, or lost their faces, since. */
  readonly deleted: readonly ReturningUser[];
  /** Who was renamed since, and not deleted. */
  readonly renamed: readonly RenamedUser[];
}

/** A row of the audit, of somebody who is named there. */
interface AuditedUser {
  readonly position: number;
  readonly at: string;
  readonly collection: string;
  readonly userId: string;
}

const ALWAYS = { after: Number.NEGATIVE_INFINITY, before: Number.POSITIVE_INFINITY };

/** What the audit calls a deletion. */
const DELETIONS = ['USER_DELETED', 'TEMPLATE_DELETED', 'PROFILE_IMAGE_DELETED'];

/**
 * What a backup, which is whole, takes back of what is there now. Undefined where the present
 * database cannot be read, or not far enough.
 */
export function returningTo(path: string, now: Present, backup: Connection): Returning | undefined {
  if (now.state === 'unreadable') return undefined;
  if (now.state === 'none') return { deleted: [], renamed: [] };
  try {
    const present = openDatabaseFile(path);
    try {
      return returningUsers(present, backup);
    } finally {
      present.close();
    }
  } catch (error) {
    if (!isOfDatabase(error)) throw error;
    return undefined;
  }
}

/**
 * The users, under the IDs that the backup has for them. When the present database does not go
 * on from the backup, all that happened in it counts.
 */
function returningUsers(present: Connection, backup: Connection): Returning {
  const common = commonPosition(present, backup);
  const renamings = rowsAfter(present, common, ['USER_RENAMED']);
  // Where nobody was renamed, everybody has the ID of then; and a database of an older version,
  // where nobody was, has no index for what the history asks.
  const history = renamings.length > 0 ? new UserHistory(present) : undefined;
  const isInBackup = backup
    .prepare<[string, string], number>(
      'SELECT count(*) FROM users WHERE collection = ? AND user_id = ?',
    )
    .pluck();
  const idsThen = ({ collection, userId, position }: AuditedUser): readonly string[] =>
    (history?.idsOf(collection, userId, position + 1) ?? [{ userId, ...ALWAYS }])
      .filter(({ after, before }) => after <= common && common < before)
      .map((held) => held.userId)
      .filter((id) => isInBackup.get(collection, id) === 1);

  const deleted = new Map<string, ReturningUser>();
  const renamed = new Map<string, RenamedUser>();
  for (const row of rowsAfter(present, common, DELETIONS)) {
    const { collection, at: deletedAt } = row;
    for (const userId of idsThen(row)) {
      deleted.set(keyOf(collection, userId), { collection, userId, deletedAt });
    }
  }
  for (const row of renamings) {
    const { collection, userId: renamedTo } = row;
    for (const userId of idsThen(row)) {
      renamed.set(keyOf(collection, userId), { collection, userId, renamedTo });
    }
  }
  // Who was renamed back is as before, but for the key.
  const isEncrypted = neededKeyStore(backup) !== undefined;
  const matters = ({ collection, userId, renamedTo }: RenamedUser): boolean =>
    (isEncrypted || renamedTo !== userId) && !deleted.has(keyOf(collection, userId));
  return { deleted: inOrder(deleted), renamed: inOrder(renamed).filter(matters) };
}

/** The rows behind a position that tell of such actions, the oldest first. */
function rowsAfter(
  present: Connection,
  position: number,
  actions: readonly string[],
): readonly AuditedUser[] {
  return present
    .prepare<[number, string], AuditedUser>(
      `SELECT position, at, collection, user_id AS userId FROM audit
       WHERE position > ? AND user_id IS NOT NULL
         AND action IN (SELECT value FROM json_each(?)) ORDER BY position`,
    )
    .all(position, JSON.stringify(actions));
}

function keyOf(collection: string, userId: string): string {
  return JSON.stringify([collection, userId]);
}

function inOrder<User extends { readonly collection: string; readonly userId: string }>(
  users: ReadonlyMap<string, User>,
): readonly User[] {
  return [...users.values()].sort(
    (p, q) => byCodeUnits(p.collection, q.collection) || byCodeUnits(p.userId, q.userId),
  );
}

/** The last audit row of the backup, if the present database has the very same one; else 0. */
function commonPosition(present: Connection, backup: Connection): number {
  const columns = 'position, at, os_user, host, action, collection, user_id, face_id, detail';
  const last = backup
    .prepare<[], { position: number }>(
      `SELECT ${columns} FROM audit ORDER BY position DESC LIMIT 1`,
    )
    .get();
  if (!last) return 0;
  const same = present.prepare(`SELECT ${columns} FROM audit WHERE position = ?`);
  return JSON.stringify(same.get(last.position)) === JSON.stringify(last) ? last.position : 0;
}
