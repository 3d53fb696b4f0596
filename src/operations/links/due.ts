import type { Store } from '../../store/store.js';
import { queueMails } from './queue.js';

/** Ends links that were not used in time. Call it in a transaction. */
export function sweep(store: Store, now: string): void {
  for (const { linkId, collection, userId } of store.links.overdue(now)) {
    store.links.end(linkId, 'expired', now);
    const detail = { link: linkId, reason: 'TIME' };
    store.audit(collection).record('LINK_EXPIRED', { userId }, detail, now);
  }
}

/**
 * Queues a mail for each person who is to be reminded: with a new link on the same terms, and one
 * reminder less to come. Call it in a transaction.
 */
export function queueReminders(store: Store, now: string): void {
  for (const link of store.links.toRemind(now)) {
    store.links.reminded(link.linkId);
    const { collection, userId } = link;
    // Without the link: by an import, or by hand.
    if (store.people.hasFaceSince(collection, userId, link.createdAt)) continue;
    const terms = { ...link.terms, reminders: link.terms.reminders - 1 };
    const wanted = { kind: 'reminder', terms } as const;
    queueMails(store, collection, [userId], wanted, now);
  }
}
