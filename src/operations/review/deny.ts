import type { Denial, Reviewed } from '../../domain/reviewed.js';
import type { Store } from '../../store/store.js';
import { queueMails } from '../links/queue.js';
import { DEFAULT_TERMS } from '../links/types.js';
import { auditOf, type Decider, nameOf, waiting } from './deciding.js';

/**
 * Denies a photo, which is deleted, and queues a mail with the reason and a fresh link on the terms
 * of the one that was used, in place of other mails that wait for the person. Call it in a
 * transaction.
 */
export function deny(store: Store, submissionId: string, by: Decider, why: Denial): Reviewed {
  const found = waiting(store, submissionId);
  if ('ended' in found) return found.ended;
  const { submission } = found;
  const { collection, userId, linkId } = submission;
  const audit = auditOf(store, submission, by);
  const now = new Date().toISOString();
  const denial = { reason: why.reason, note: why.note?.trim() || null };
  store.submissions.decide(submissionId, { state: 'denied', at: now, by: nameOf(by), denial });
  audit.record('REVIEW_DENIED', { userId }, { submission: submissionId, reason: why.reason }, now);
  const terms = store.links.find(linkId)?.terms ?? DEFAULT_TERMS;
  const wanted = { kind: 'denied', terms, denial } as const;
  const { mailed } = queueMails(store, collection, [userId], wanted, now);
  return { kind: 'denied', isMailed: mailed.length > 0 };
}
