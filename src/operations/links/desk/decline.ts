import { linkStatus } from '../../../domain/link.js';
import type { ConsentText } from '../../../store/links/consents.js';
import type { Store } from '../../../store/store.js';
import { addAnswer } from './answers.js';

/**
 * Keeps that a person said no, and to what; nobody is reminded any more. The link works on. False
 * if it does not work. Call it in a transaction.
 */
export function decline(store: Store, token: string, consent: ConsentText, now: string): boolean {
  const link = store.links.ofToken(token);
  if (!link || linkStatus(link, now) !== 'pending') return false;
  // Whoever presses the button twice said it once.
  if (link.declinedAt !== null) return true;
  const { audit, detail } = addAnswer(store, link, { answer: 'no', consent, now });
  store.links.decline(link.linkId, now);
  const { userId } = link;
  for (const { mailId, kind, state, reply } of store.mails.ofUser(link.collection, userId)) {
    if (kind !== 'reminder' || state !== 'waiting') continue;
    store.mails.end(mailId, 'canceled', { reply, now });
  }
  audit.record('CONSENT_REFUSED', { userId }, detail, now);
  return true;
}
