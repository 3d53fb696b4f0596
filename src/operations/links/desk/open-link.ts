import { type Link, linkStatus } from '../../../domain/link.js';
import type { Store } from '../../../store/store.js';
import { NO_ENCODER } from '../../context.js';
import type { OpenLink } from '../types.js';

/**
 * The link of a token, for its page. Undefined if it is unknown, used, revoked, or expired with a
 * newer one after it: nobody learns which.
 */
export function openLink(store: Store, token: string, now: string): OpenLink | undefined {
  const link = store.links.ofToken(token);
  if (!link) return undefined;
  const status = linkStatus(link, now);
  if (status === 'used' || status === 'revoked') return undefined;
  if (status === 'expired' && !isNewest(store, link)) return undefined;
  return {
    link,
    state: status === 'expired' ? 'expired' : 'works',
    triesLeft: Math.max(0, link.terms.attempts - link.tried),
    keptUntil: keptUntil(store, link),
  };
}

/** The link of a token for which its person may have a new one: it was not used in time, and is the newest. */
export function endedLink(store: Store, token: string, now: string): Link | undefined {
  const link = store.links.ofToken(token);
  if (!link || linkStatus(link, now) !== 'expired' || link.endedBy === 'attempts') return undefined;
  return isNewest(store, link) ? link : undefined;
}

function isNewest({ links }: Store, { collection, userId, linkId }: Link): boolean {
  return links.newest(collection, userId)?.linkId === linkId;
}

function keptUntil(store: Store, { collection, userId }: Link): string | null {
  const { users } = store.collection(collection, NO_ENCODER);
  return users.dataOf([userId]).get(userId)?.known.retain_until ?? null;
}
