import type { Link, LinkTerms, QueuedMail } from '../../domain/link.js';
import { mailAddress } from '../../mail/address.js';
import type { MadeLink } from '../../store/links/links.js';
import type { Store } from '../../store/store.js';
import type { MailOutcome } from './types.js';

/** A mail that is being handed over. */
export interface BegunMail {
  readonly kind: 'begun';
  /** As it is in the database by now. */
  readonly mail: QueuedMail;
  readonly address: string;
  readonly name: string | null;
  /** With its token, which is nowhere else; undefined in a mail that brings none. */
  readonly link: MadeLink | undefined;
}

/** A mail that nobody needs any more. */
export interface CanceledMail {
  readonly kind: 'canceled';
  readonly outcome: MailOutcome;
}

/**
 * Takes the next mail that is due: makes its link, and keeps that it is being handed over.
 * Undefined if none is due any more. Call it in a transaction, where no other process sends.
 */
export function beginNext(store: Store, now: string): BegunMail | CanceledMail | undefined {
  const mail = store.mails.next(now);
  if (!mail) return undefined;
  const { email = null, name = null } = store.people.find(mail.collection, mail.userId) ?? {};
  const address = mailAddress(email ?? '');
  if (address === undefined) return canceled(store, mail, 'the user has no address', now);
  const why = whyNoNeed(store, mail);
  if (why !== undefined) return canceled(store, mail, why, now);
  const link = mail.terms ? madeLink(store, mail, mail.terms, now) : undefined;
  const linkId = link?.linkId ?? null;
  store.mails.begin(mail.mailId, linkId, address);
  const begun: QueuedMail = { ...mail, state: 'sending', linkId, tries: mail.tries + 1 };
  return { kind: 'begun', mail: begun, address, name, link };
}

/** Revokes a link that nobody has or may have; the audit has the reason. */
export function revokeLink(
  store: Store,
  link: Pick<Link, 'linkId' | 'collection' | 'userId'>,
  reason: string,
  now: string,
): void {
  if (!store.links.end(link.linkId, 'revoked', now)) return;
  recordRevoked(store, link, reason, now);
}

function madeLink(store: Store, mail: QueuedMail, terms: LinkTerms, now: string): MadeLink {
  const { link, revoked } = store.links.make(mail, terms, now);
  if (revoked) recordRevoked(store, revoked, 'REPLACED', now);
  return link;
}

function recordRevoked(
  store: Store,
  { linkId, collection, userId }: Pick<Link, 'linkId' | 'collection' | 'userId'>,
  reason: string,
  now: string,
): void {
  const detail = { link: linkId, reason };
  store.audit(collection).record('LINK_REVOKED', { userId }, detail, now);
}

/** What has happened since the mail was queued may have made it needless. */
function whyNoNeed(
  store: Store,
  { collection, userId, kind, createdAt }: QueuedMail,
): string | undefined {
  if (kind === 'denied') return undefined;
  if (kind === 'approved') {
    // From any time on.
    return store.people.hasFaceSince(collection, userId, '') ? undefined : 'the face was deleted';
  }
  if (store.links.wasUsed(collection, userId, createdAt))
    return 'the user has used a link meanwhile';
  if (store.people.hasFaceSince(collection, userId, createdAt))
    return 'the user was enrolled meanwhile';
  const hasDeclined = store.links.working(collection, userId)?.declinedAt != null;
  return kind === 'reminder' && hasDeclined ? 'the user has said no' : undefined;
}

function canceled(store: Store, mail: QueuedMail, problem: string, now: string): CanceledMail {
  store.mails.end(mail.mailId, 'canceled', { reply: mail.reply, now });
  // Of an earlier try: nobody has it.
  const link = mail.linkId === null ? undefined : store.links.find(mail.linkId);
  if (link) revokeLink(store, link, 'NOT_SENT', now);
  const outcome: MailOutcome = {
    mail: { ...mail, state: 'canceled', doneAt: now },
    kind: 'canceled',
    problem,
  };
  return { kind: 'canceled', outcome };
}
