import { byCodeUnits } from '../../domain/code-units.js';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { neededKeyStore } from '../secrets/key-store-id.js';
import { UserHistory } from '../user-history.js';
import { isOfDatabase, type Present } from './present.js';

/** A user whose deletion a restore reverts. */
export interface ReturningUser {
  readonly collection: string;
  readonly userId: string;
  /** When the user, or the user's faces, were last deleted. */
  readonly deletedAt: string;
}

/** A user whose renaming a restore reverts. */
export interface RenamedUser {
  readonly collection: string;
  readonly userId: string;
  /** The ID at the time of the restore. */
  readonly renamedTo: string;
}

/** Users whose state in the backup differs from their present one. */
export interface Returning {
  /** Users deleted since, or whose faces were. */
  readonly deleted: readonly ReturningUser[];
  /** Users renamed since, and not deleted. */
  readonly renamed: readonly RenamedUser[];
}

interface AuditedUser {
  readonly position: number;
  readonly at: string;
  readonly collection: string;
  readonly userId: string;
}

const ALWAYS = { after: Number.NEGATIVE_INFINITY, before: Number.POSITIVE_INFINITY };

/** The audit's actions that delete. */
const DELETIONS = [
  'USER_DELETED',
  'TEMPLATE_DELETED',
  'PROFILE_IMAGE_DELETED',
  'WAITING_PHOTO_DELETED',
];

/**
 * What a backup, which is undamaged, reverts. Undefined if the present database cannot be read, or
 * not far enough.
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
 * The users, by their IDs in the backup. If the present database does not continue from the backup,
 * its whole audit counts.
 */
function returningUsers(present: Connection, backup: Connection): Returning {
  const common = commonPosition(present, backup);
  const renamings = rowsAfter(present, common, ['USER_RENAMED']);
  // Without renamings every user has the same ID as then; and a database of an older version, which
  // has none, lacks the index that the history needs.
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
  // A user renamed back is unchanged except for the key.
  const isEncrypted = neededKeyStore(backup) !== undefined;
  const matters = ({ collection, userId, renamedTo }: RenamedUser): boolean =>
    (isEncrypted || renamedTo !== userId) && !deleted.has(keyOf(collection, userId));
  return { deleted: inOrder(deleted), renamed: inOrder(renamed).filter(matters) };
}

/** Audit rows after a position with these actions, oldest first. */
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

/** The position of the backup's last audit row if the present database has the same; else 0. */
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
