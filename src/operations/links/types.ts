import type { Link, LinkTerms, QueuedMail } from '../../domain/link.js';
import type { MailTransport } from '../../mail/mail.js';
import type { Languages } from '../../render/languages/texts.js';
import type { ConsentText } from '../../store/links/consents.js';
import type { Store } from '../../store/store.js';

/**
 * A database for short looks and short transactions, so that whatever takes long (a mail server)
 * is waited for while others work in it. A `Serving` is one, and so is the database of a command.
 */
export interface Records {
  /** `use` must be synchronous. */
  read<T>(use: (store: Store) => T): T;
  /** One transaction; `work` must be synchronous. */
  write<T>(work: (store: Store) => T): Promise<T>;
}

/** Who asks for photos, and what people are told before they send one. From the file of `--notice`. */
export interface Notice {
  readonly company: string;
  /** A mail address, a telephone number, a room: where people ask. */
  readonly contact: string;
  /** Of the texts, for the record of what people agreed to; default: the first digits of their SHA-256. */
  readonly version?: string | undefined;
  readonly privacyUrl?: string | undefined;
  /** Texts that replace those of the catalogs, by language and name. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How people enroll themselves: all that page and mails need besides the database. */
export interface LinkSettings {
  readonly notice: Notice;
  readonly languages: Languages;
  /** Where people reach the page, without a slash at its end: https://faces.example.com */
  readonly publicUrl: string;
  /** The language of mails; the page asks the browser. */
  readonly mailLanguage: string;
  /** The customer's own mail, from the file of `--template`. */
  readonly mailTemplate: string | undefined;
  /** Undefined where no mail server is set. */
  readonly transport: MailTransport | undefined;
  /** Mails a minute at most. */
  readonly mailRate: number;
}

/** What became of a mail of the queue, for whoever watches. */
export interface MailOutcome {
  readonly mail: QueuedMail;
  /** `canceled`: the user has no address any more, or needs no link. */
  readonly kind: 'sent' | 'deferred' | 'failed' | 'unknown' | 'canceled';
  readonly problem: string | null;
}

/** A link as its page sees it: nothing of other users, and not the user's name. */
export interface OpenLink {
  readonly link: Link;
  readonly state: 'works' | 'expired';
  readonly triesLeft: number;
  /** The last day on which anything of the user may be stored, if one is set. */
  readonly keptUntil: string | null;
}

/** What a person sends. */
export interface SentPage {
  readonly photo: { readonly name: string; readonly bytes: Uint8Array };
  /** What they agreed to, in the language they read it. */
  readonly consent: ConsentText;
}

/** What became of it, for the person: no other user, no similarity. */
export type Submitted =
  | { readonly kind: 'enrolled' }
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'failed';
      readonly code: string;
      /** Names of texts `problem.*` that apply. */
      readonly problems: readonly string[];
      readonly triesLeft: number;
      /** A JPEG of the photo with the faces that were found, if any were. */
      readonly picture: Uint8Array | undefined;
    }
  /** Unknown, used, revoked or expired, perhaps in this moment. */
  | { readonly kind: 'gone' };

/** Who is behind a request. */
export interface Visitor {
  readonly signal: AbortSignal;
}

/** Links as the page works with them. Everything that changes something is a transaction. */
export interface LinkDesk {
  readonly settings: LinkSettings;
  /** Only looks. Undefined if the token is unknown, used or revoked: these look alike. */
  open(token: string): OpenLink | undefined;
  /** Judges a photo and enrolls the person, or keeps the photo for an operator. */
  submit(token: string, sent: SentPage, visitor: Visitor): Promise<Submitted>;
  /** Keeps that the person said no, and to what; false if the link does not work. */
  decline(token: string, consent: ConsentText): Promise<boolean>;
  /** Sends a new link in place of an expired one, to the address on record, unless one was sent a short while ago. */
  askAgain(token: string): Promise<'sent' | 'too soon' | 'gone'>;
}

/** What links are made with unless told. People need a few attempts: the first photo is often too dark. */
export const DEFAULT_TERMS: LinkTerms = {
  seconds: 24 * 3600,
  attempts: 10,
  review: false,
  remindDays: 0,
  reminders: 0,
};
