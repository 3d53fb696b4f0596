import type { Link } from '../../../domain/link.js';
import type { Store } from '../../../store/store.js';
import { revokeLink } from '../begin-mail.js';
import { queueMails } from '../queue.js';
import { endedLink } from './open-link.js';

/** A person is sent no second link that soon. */
const APART_MS = 15 * 60_000;

/** Links that a person is sent in a day, on their own request. */
const A_DAY = 5;

const DAY_MS = 86_400_000;

/**
 * Queues a new link in place of an expired one, to the address on record. `sent` also where there
 * is no address: whoever has the link does not learn that, and the operator does. Call it in a
 * transaction.
 */
export function askAgain(store: Store, token: string, now: string): 'sent' | 'too soon' | 'gone' {
  const link = endedLink(store, token, now);
  if (!link) return 'gone';
  const { collection, userId, terms } = link;
  const age = (at: string): number => Date.parse(now) - Date.parse(at);
  const asked = store.mails
    .ofUser(collection, userId)
    .filter(({ kind }) => kind === 'resend')
    .map(({ createdAt }) => age(createdAt))
    .filter((ms) => ms < DAY_MS);
  if (asked.length >= A_DAY || asked.some((ms) => ms < APART_MS)) return 'too soon';
  const wanted = { kind: 'resend', terms } as const;
  const { mailed, skipped } = queueMails(store, collection, [userId], wanted, now);
  if (mailed.length > 0) return 'sent';
  if (skipped.some(({ why }) => why === 'mail waits')) return 'too soon';
  replaceForNobody(store, link, now);
  return 'sent';
}

/** The page must become what it becomes where a mail is sent: that of a link that was replaced. */
function replaceForNobody(store: Store, former: Link, now: string): void {
  const { collection, userId, terms } = former;
  revokeLink(store, former, 'REPLACED', now);
  const { link } = store.links.make({ collection, userId }, terms, now);
  const detail = { link: link.linkId, kind: 'resend', reason: 'NO_ADDRESS' };
  store.audit(collection).record('LINK_FAILED', { userId }, detail, now);
  revokeLink(store, link, 'NOT_SENT', now);
}
