import { FatalError } from '../domain/fatal-error.js';

/** A mail, ready to be handed over. */
export interface Mail {
  /**
   * 24 hexadecimal digits, kept over all tries. With the sender's domain it is the Message-ID, by
   * which a server can tell a second copy.
   */
  readonly mailId: string;
  /** One address of the person; never a list. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** A BCP 47 tag, for Content-Language. */
  readonly language: string;
}

/** What became of a mail that was handed over. */
export type Handed =
  | { readonly kind: 'taken'; readonly reply: string }
  /** The server refused for now (4xx), or the connection broke: it may be tried again. */
  | { readonly kind: 'deferred'; readonly reply: string | null; readonly problem: string }
  /** The server refused for good (5xx), or the address is none. */
  | { readonly kind: 'refused'; readonly reply: string | null; readonly problem: string };

/** Hands mails over: to an SMTP server, or as files to a folder. */
export interface MailTransport {
  /**
   * Hands over one mail at a time. `reply` has the codes of the server alone ("250 2.0.0"), since
   * its words may name the address; `problem` is for the operator.
   *
   * @throws {MailServerError} when the server cannot be used for any mail: it is not reached, TLS
   * fails, it refuses user and password, or the sender.
   */
  send(mail: Mail): Promise<Handed>;
  /**
   * Tries the server without a mail: EHLO, TLS, AUTH. Resolves to what was found, in a line.
   *
   * @throws {MailServerError}
   */
  check(): Promise<string>;
  close(): void;
}

/** The mail server cannot be used for any mail; all that wait stay in the queue. */
export class MailServerError extends FatalError {
  override readonly name = 'MailServerError';
}
