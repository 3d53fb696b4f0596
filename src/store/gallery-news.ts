import type { AuditAction } from './audit.js';
import { AuditLog } from './audit-log.js';
import type { Connection } from './connection.js';

/** Changes of a collection that may let a photo pass that has failed. */
export interface GalleryNews {
  /** Of the newest audit row; 0 of an empty audit. */
  readonly position: number;
  /** Users who came, changed, or have another ID now: both IDs. */
  readonly users: readonly string[];
  /** Whether faces went, or other ones may resemble each other. */
  readonly faces: boolean;
}

const OF_USERS: readonly AuditAction[] = [
  'USER_CREATED',
  'USER_UPDATED',
  'USER_RENAMED',
  'USER_DELETED',
  'ENROLLED_BY_LINK',
];

const OF_FACES: readonly AuditAction[] = [
  'TEMPLATE_REPLACED',
  'TEMPLATE_DELETED',
  'TEMPLATE_UPGRADED',
  'TEMPLATE_ROLLED_BACK',
  'USER_DELETED',
  'DUPLICATE_ALLOWED',
  'THRESHOLDS_SET',
  'THRESHOLDS_REMOVED',
  'RESTORED',
];

/**
 * What has changed in a collection since an audit row.
 *
 * @param runId a run whose changes are none
 */
export function galleryNews(
  db: Connection,
  collection: string,
  { since, runId = '' }: { readonly since: number; readonly runId?: string | undefined },
): GalleryNews {
  // Before the rows: what comes meanwhile is news the next time.
  const { position } = new AuditLog(db).last();
  // The plus keeps SQLite from the index by user, which has the collection's whole past.
  const changes = db.prepare<
    [string, number, number, string],
    { action: AuditAction; userId: string | null; former: string | null; later: string | null }
  >(
    `SELECT action, user_id AS userId, detail ->> '$.from' AS former, detail ->> '$.to' AS later
     FROM audit WHERE +collection = ? AND position > ? AND position <= ? AND run_id IS NOT ?`,
  );
  const rows = changes.all(collection, since, position, runId);
  const users = rows.flatMap(({ action, userId, former, later }) => {
    if (!OF_USERS.includes(action)) return [];
    return action === 'USER_RENAMED' ? [userId, former, later] : [userId];
  });
  return {
    position,
    users: [...new Set(users.filter((userId) => userId !== null))],
    faces: rows.some(({ action }) => OF_FACES.includes(action)),
  };
}
