import type { AuditAction } from '../store/audit.js';
import type { AuditedChange } from '../store/audit-log.js';
import type { CollectionStore } from '../store/store.js';
import type { LiveGallery } from './live-gallery.js';

/** Users read at once. */
const PAGE = 500;

/** Whose templates an action may change. */
const CONCERNS: Readonly<Record<AuditAction, 'user' | 'everybody' | 'nobody'>> = {
  USER_CREATED: 'user',
  USER_UPDATED: 'nobody',
  NEW_TEMPLATE_CREATED: 'user',
  TEMPLATE_UPDATED: 'user',
  TEMPLATE_REPLACED: 'user',
  TEMPLATE_DELETED: 'user',
  PROFILE_IMAGE_SET: 'nobody',
  DUPLICATE_ALLOWED: 'nobody',
  DUPLICATE_REVOKED: 'nobody',
  THRESHOLDS_SET: 'nobody',
  USER_DELETED: 'user',
  PROFILE_IMAGE_DELETED: 'nobody',
  FACE_UPDATED: 'nobody',
  COLLECTION_CREATED: 'nobody',
  COLLECTION_DELETED: 'everybody',
  RESTORED: 'everybody',
  THRESHOLDS_REMOVED: 'nobody',
  TEMPLATE_UPGRADED: 'user',
  TEMPLATE_ROLLED_BACK: 'user',
  UPGRADE_COMMITTED: 'everybody',
  USER_RENAMED: 'user',
  KEY_CREATED: 'nobody',
  KEY_REVOKED: 'nobody',
  KEY_USED: 'nobody',
  LINK_CREATED: 'nobody',
  LINK_SENT: 'nobody',
  LINK_DEFERRED: 'nobody',
  LINK_FAILED: 'nobody',
  LINK_EXPIRED: 'nobody',
  LINK_REVOKED: 'nobody',
  LINK_USED: 'nobody',
  NOTICE_SENT: 'nobody',
  NOTICE_DEFERRED: 'nobody',
  NOTICE_FAILED: 'nobody',
  ENROLLED_BY_LINK: 'nobody',
  CONSENT_REFUSED: 'nobody',
  REVIEW_REQUESTED: 'nobody',
  REVIEW_EDITED: 'nobody',
  REVIEW_APPROVED: 'nobody',
  REVIEW_DENIED: 'nobody',
  WAITING_PHOTO_DELETED: 'nobody',
  TEMPLATES_PUBLISHED: 'nobody',
  PUBLISHED_DELETED: 'nobody',
  PUBLICATION_ENDED: 'nobody',
};

/**
 * The users of a collection whose templates may have changed, or `everything` if the changes
 * concern no single users.
 */
export function changedUsers(
  changes: readonly AuditedChange[],
  collection: string,
): ReadonlySet<string> | 'everything' {
  const users = new Set<string>();
  for (const { action, collection: of, userId, formerId } of changes) {
    // A restore concerns the whole file.
    if (of !== collection && action !== 'RESTORED') continue;
    // One that this version does not know may change anything.
    const concerned = CONCERNS[action as AuditAction] ?? 'everybody';
    if (concerned === 'nobody') continue;
    if (concerned === 'everybody' || userId === null) return 'everything';
    users.add(userId);
    if (formerId !== null) users.add(formerId);
  }
  return users;
}

/** Replaces the templates of users by those that they have now. */
export function readAgain(
  gallery: LiveGallery,
  users: Iterable<string>,
  templates: Pick<CollectionStore['templates'], 'ofUsers'>,
): void {
  const all = [...users];
  for (let at = 0; at < all.length; at += PAGE) {
    const page = all.slice(at, at + PAGE);
    for (const userId of page) gallery.remove(userId);
    for (const faces of templates.ofUsers(page).values()) {
      for (const face of faces) gallery.add(face);
    }
  }
}
