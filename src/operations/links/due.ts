import type { Link } from '../../domain/link.js';
import type { Store } from '../../store/store.js';
import { NO_ENCODER } from '../context.js';
import { queueMails } from './queue.js';

/** Ends links that were not used in time. Call it in a transaction. */
export function sweep(store: Store, now: string): void {
  for (const { linkId, collection, userId } of store.links.overdue(now)) {
    store.links.end(linkId, 'expired', now);
    const { audit } = store.collection(collection, NO_ENCODER);
    audit.record('LINK_EXPIRED', { userId }, { link: linkId, reason: 'TIME' }, now);
  }
}

/**
 * Queues a mail for each person who is to be reminded: with a new link on the same terms, and one
 * reminder less to come. Call it in a transaction.
 */
export function queueReminders(store: Store, now: string): void {
  for (const link of store.links.toRemind(now)) {
    store.links.reminded(link.linkId);
    if (isEnrolledSince(store, link)) continue;
    const { collection, userId } = link;
    const terms = { ...link.terms, reminders: link.terms.reminders - 1 };
    const wanted = { kind: 'reminder', terms } as const;
    queueMails(store, collection, [userId], wanted, now);
  }
}

/** Without the link: by an import, or by hand. */
function isEnrolledSince(store: Store, { collection, userId, createdAt }: Link): boolean {
  const faces = store.gallery(collection).faces.ofUser(userId);
  return faces.some((face) => face.createdAt > createdAt);
}
