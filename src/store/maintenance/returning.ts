import { type Connection, openDatabaseFile } from '../database.js';
import { isOfDatabase, type Present } from './present.js';

/** A user whose deletion a restore takes back. */
export interface ReturningUser {
  readonly collection: string;
  readonly userId: string;
  /** When the user, or the user's faces, were last deleted. */
  readonly deletedAt: string;
}

/** What the audit calls a deletion. */
const DELETIONS = ['USER_DELETED', 'TEMPLATE_DELETED', 'PROFILE_IMAGE_DELETED'];

/**
 * The users whom a backup, which is whole, brings back to what is there now. Undefined where
 * the present database cannot be read, or not far enough.
 */
export function returningTo(
  path: string,
  now: Present,
  backup: Connection,
): readonly ReturningUser[] | undefined {
  if (now.state === 'unreadable') return undefined;
  if (now.state === 'none') return [];
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
 * The users of a backup who were deleted, or lost their faces, in the present database
 * since. When the present database does not go on from the backup, all its deletions count.
 */
function returningUsers(present: Connection, backup: Connection): readonly ReturningUser[] {
  const isInBackup = backup
    .prepare<[string, string], number>(
      'SELECT count(*) FROM users WHERE collection = ? AND user_id = ?',
    )
    .pluck();
  return present
    .prepare<[number, ...string[]], ReturningUser>(
      `SELECT collection, user_id AS userId, max(at) AS deletedAt FROM audit
       WHERE position > ? AND user_id IS NOT NULL
         AND action IN (${DELETIONS.map(() => '?').join(', ')})
       GROUP BY collection, user_id ORDER BY collection, user_id`,
    )
    .all(commonPosition(present, backup), ...DELETIONS)
    .filter(({ collection, userId }) => isInBackup.get(collection, userId) === 1);
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
