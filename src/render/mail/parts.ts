import type { Texts } from '../languages/texts.js';

/** What a mail is made of. */
export interface MailContent {
  readonly texts: Texts;
  /** Who asks. */
  readonly notice: { readonly company: string; readonly contact: string };
  /** Of the user; null or empty if it is not known. */
  readonly name: string | null;
  readonly userId: string;
  /** Undefined in a mail that brings none. */
  readonly link: { readonly url: string; readonly until: string } | undefined;
  readonly denial: { readonly reason: string; readonly note: string | null } | null;
  /** The customer's own mail, as `checkMailTemplate` has accepted it. */
  readonly template: string | undefined;
}

/** A piece of a mail, for both of its forms. */
export type Block =
  /** A paragraph; it may have line breaks. */
  | { readonly kind: 'text'; readonly text: string }
  /** What somebody else said: why a photo was denied. */
  | { readonly kind: 'quote'; readonly text: string }
  /** The link; as a button in HTML where it has a name, and in full. */
  | { readonly kind: 'link'; readonly button: string | undefined }
  | { readonly kind: 'small'; readonly text: string };

/** A mail before it has a form. */
export interface MailParts {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** Undefined in a mail that brings none. */
  readonly link: string | undefined;
}

/** What comes from a CSV or a file must not begin a header of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** The same of what is somebody's: what turns the direction of text would turn what follows, too. */
export function nameText(text: string): string {
  return oneLine(text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''));
}
