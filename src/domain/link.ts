/** The states by which links are listed. */
export const LINK_STATUSES = ['pending', 'used', 'expired', 'revoked'] as const;

export type LinkStatus = (typeof LINK_STATUSES)[number];

/** What ended a link. A visit never does: programs that scan mail open every link. */
export const LINK_ENDINGS = ['used', 'expired', 'revoked', 'attempts'] as const;

export type LinkEnding = (typeof LINK_ENDINGS)[number];

/** What a link is made with; those that follow it (reminders, after a denial) have the same. */
export interface LinkTerms {
  /** How long it works. */
  readonly seconds: number;
  /** Photos that may be tried. */
  readonly attempts: number;
  /** Whether every photo waits for an operator. */
  readonly review: boolean;
  /** Days until the next reminder. */
  readonly remindDays: number;
  /** Reminders that are still to be sent. */
  readonly reminders: number;
}

/** A link by which a person enrolls. Its token is nowhere: of it the database has a digest. */
export interface Link {
  /** 12 hexadecimal digits; operators and the audit name the link by it. */
  readonly linkId: string;
  readonly collection: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly terms: LinkTerms;
  /** Photos that were tried. */
  readonly tried: number;
  /** The code of the last photo's failure. */
  readonly lastFailure: string | null;
  readonly endedAt: string | null;
  readonly endedBy: LinkEnding | null;
  /** When the person said no. The link works on: they may think again. */
  readonly declinedAt: string | null;
}

/** Where a link stands at an instant. One whose attempts are used up has expired. */
export function linkStatus(
  { endedBy, expiresAt }: Pick<Link, 'endedBy' | 'expiresAt'>,
  now: string,
): LinkStatus {
  if (endedBy === 'used' || endedBy === 'revoked') return endedBy;
  return endedBy !== null || expiresAt <= now ? 'expired' : 'pending';
}

/** What mails are sent for. */
export const MAIL_KINDS = ['link', 'reminder', 'resend', 'denied', 'approved'] as const;

export type MailKind = (typeof MAIL_KINDS)[number];

/** Where a mail stands. `unknown`: the process ended while the mail was handed over. */
export const MAIL_STATES = ['waiting', 'sending', 'sent', 'failed', 'canceled', 'unknown'] as const;

export type MailState = (typeof MAIL_STATES)[number];

/** A mail that is to be sent, or was. Each but one of approval brings a link, made when it is sent. */
export interface QueuedMail {
  /** 24 hexadecimal digits; the first part of its Message-ID, however often it is tried. */
  readonly mailId: string;
  readonly collection: string;
  readonly userId: string;
  readonly kind: MailKind;
  /** Of the link that it brings; null where it brings none. */
  readonly terms: LinkTerms | null;
  /** Why the photo was denied, with a note of the operator's. */
  readonly denial: { readonly reason: string; readonly note: string | null } | null;
  readonly state: MailState;
  readonly linkId: string | null;
  readonly tries: number;
  readonly dueAt: string;
  /** The last reply of the mail server: its codes, such as "250 2.0.0". */
  readonly reply: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
}
