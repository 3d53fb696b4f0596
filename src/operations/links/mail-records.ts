import type { QueuedMail } from '../../domain/link.js';
import type { Handed } from '../../mail/mail.js';
import type { Store } from '../../store/store.js';
import { type BegunMail, revokeLink } from './begin-mail.js';
import type { MailOutcome } from './types.js';

/**
 * Seconds until a mail is tried again that the server did not take for now: long enough for
 * greylisting, and for a server that is mended within a day. After the last one it has failed.
 */
const WAITS = [30, 120, 600, 3600, 14_400, 14_400, 14_400, 14_400, 14_400] as const;

/** Keeps what became of a mail, with its audit row. Call it in a transaction. */
export function recorded(store: Store, begun: BegunMail, handed: Handed, now: string): MailOutcome {
  const { mail } = begun;
  const { reply } = handed;
  if (handed.kind === 'taken') {
    return ended(store, mail, { state: 'sent', reply, problem: null, now });
  }
  const { problem } = handed;
  const wait = handed.kind === 'deferred' ? WAITS[mail.tries - 1] : undefined;
  if (wait !== undefined) {
    const dueAt = new Date(Date.parse(now) + wait * 1000).toISOString();
    store.mails.end(mail.mailId, 'waiting', { reply, dueAt, now });
    audit(store, mail, 'DEFERRED', { reply, tries: mail.tries }, now);
    return { mail: { ...mail, state: 'waiting', reply, dueAt }, kind: 'deferred', problem };
  }
  // Nobody has the link, or can rely on it.
  if (begun.link) revokeLink(store, begun.link, 'NOT_SENT', now);
  const reason = handed.kind === 'refused' ? 'REFUSED' : 'GAVE_UP';
  return ended(store, mail, { state: 'failed', reply, problem, reason, now });
}

/** Puts a mail back that was not handed over. Call it in a transaction. */
export function takenBack(store: Store, { mail, link }: BegunMail, now: string): void {
  store.mails.takeBack(mail.mailId, now);
  if (link) revokeLink(store, link, 'NOT_SENT', now);
}

/** Closes mails that a process left that was killed. Call it in a transaction, where nobody sends. */
export function leftBehind(store: Store, now: string): readonly MailOutcome[] {
  const problem = 'the process ended while the e-mail was handed over';
  return store.mails.leftBehind(now).map((mail) => {
    audit(store, mail, 'FAILED', { reply: null, reason: 'UNKNOWN' }, now);
    return { mail, kind: 'unknown', problem };
  });
}

interface Ending {
  readonly state: 'sent' | 'failed';
  readonly reply: string | null;
  readonly problem: string | null;
  readonly reason?: string;
  readonly now: string;
}

function ended(store: Store, mail: QueuedMail, ending: Ending): MailOutcome {
  const { state, reply, problem, reason, now } = ending;
  store.mails.end(mail.mailId, state, { reply, now });
  const detail = { reply, ...(reason !== undefined && { reason }) };
  audit(store, mail, state === 'sent' ? 'SENT' : 'FAILED', detail, now);
  return { mail: { ...mail, state, reply, doneAt: now }, kind: state, problem };
}

/** Neither address nor words of the server, which may have it. */
function audit(
  store: Store,
  { collection, userId, mailId, linkId, kind }: QueuedMail,
  what: 'SENT' | 'DEFERRED' | 'FAILED',
  detail: object,
  now: string,
): void {
  const about = kind === 'approved' ? 'NOTICE' : 'LINK';
  const which = { mail: mailId, ...(linkId !== null && { link: linkId }), kind };
  store.audit(collection).record(`${about}_${what}`, { userId }, { ...which, ...detail }, now);
}
