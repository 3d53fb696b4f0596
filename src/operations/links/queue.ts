import type { LinkTerms, MailKind, QueuedMail } from '../../domain/link.js';
import { mailAddress } from '../../mail/address.js';
import type { Store } from '../../store/store.js';
import { NO_ENCODER } from '../context.js';

/** Nobody is mailed again at the same address before that many minutes have passed. */
const AGAIN_MINUTES = 60;

/** Why a user gets no mail. */
export type NotMailed =
  | 'no such user'
  | 'no address'
  | 'no mail address'
  | 'link works'
  | 'mail waits'
  | 'mailed lately';

/** What users are to be mailed for. */
export interface Wanted {
  readonly kind: MailKind;
  readonly terms: LinkTerms | null;
  readonly denial?: QueuedMail['denial'];
  /**
   * Whether a link that works is no obstacle: it is revoked when the mail is sent. Within
   * `AGAIN_MINUTES` nobody is mailed twice at the same address.
   */
  readonly again?: boolean;
}

/** Who gets a mail and who does not, in the order in which they were named. */
export interface Queueing {
  readonly mailed: readonly string[];
  readonly skipped: readonly { readonly userId: string; readonly why: NotMailed }[];
}

/** Who would get a mail; changes nothing. */
export function whoIsMailed(
  store: Store,
  collection: string,
  userIds: readonly string[],
  wanted: Wanted,
  now: string,
): Queueing {
  const known = store.collection(collection, NO_ENCODER).users.dataOf(userIds);
  const judged = [...new Set(userIds)].map((userId) => {
    const data = known.get(userId);
    const why = data
      ? obstacle(store, { collection, userId }, data.known.email, wanted, now)
      : ('no such user' as const);
    return { userId, why };
  });
  return {
    mailed: judged.filter(({ why }) => why === undefined).map(({ userId }) => userId),
    skipped: judged.flatMap(({ userId, why }) => (why === undefined ? [] : [{ userId, why }])),
  };
}

/**
 * Queues a mail for each of these users who can get one now. Links are made when the mails are
 * sent, by `sendDue`. Call it in a transaction.
 */
export function queueMails(
  store: Store,
  collection: string,
  userIds: readonly string[],
  wanted: Wanted,
  now: string,
): Queueing {
  const queueing = whoIsMailed(store, collection, userIds, wanted, now);
  const { kind, terms, denial = null } = wanted;
  for (const userId of queueing.mailed) {
    // The reason matters more than whatever else was to be said.
    if (kind === 'denied') store.mails.cancel(collection, userId, now);
    store.mails.add({ collection, userId, kind, terms, denial }, now);
  }
  return queueing;
}

function obstacle(
  store: Store,
  user: { readonly collection: string; readonly userId: string },
  email: string | null,
  { kind, again = false }: Wanted,
  now: string,
): NotMailed | undefined {
  if (!email?.trim()) return 'no address';
  const address = mailAddress(email);
  if (address === undefined) return 'no mail address';
  const { collection, userId } = user;
  const mails = store.mails.ofUser(collection, userId);
  const waits = (mail: QueuedMail) => ['waiting', 'sending'].includes(mail.state);
  // A link is what the person waits for; being told of a decision is another matter.
  const isSame = (mail: QueuedMail) => (mail.terms === null) === (kind === 'approved');
  if (kind !== 'denied' && mails.some((mail) => waits(mail) && isSame(mail))) return 'mail waits';
  if (kind !== 'link') return undefined;
  const link = store.links.working(collection, userId);
  if (!again) return link && link.expiresAt > now ? 'link works' : undefined;
  const after = new Date(Date.parse(now) - AGAIN_MINUTES * 60_000).toISOString();
  return store.mails.wasMailed(user, address, after) ? 'mailed lately' : undefined;
}
