import { type Handed, MailServerError } from '../../mail/mail.js';

/** So many refusals of one kind, and not one mail taken, are no accident of single addresses. */
const MOST = 5;

/** RFC 3463: what is wrong is the address of the recipient, such as that there is no such mailbox. */
const OF_ADDRESS = / 5\.1\.\d+$/;

/**
 * Finds out that a server refuses whoever is mailed, because it does not relay for this sender, say:
 * the mails that wait must not be lost to that.
 */
export class Refusals {
  #reply: string | null = null;
  #count = 0;
  #hasTaken = false;

  /**
   * Hears what became of a mail.
   *
   * @throws {MailServerError} at the fifth refusal in a row with one reply, and each after it, as
   *   long as no mail has been taken.
   */
  note({ kind, reply }: Handed): void {
    if (kind === 'taken') this.#hasTaken = true;
    if (this.#hasTaken || kind === 'deferred') return;
    const isAlike = reply === this.#reply;
    this.#count = isAlike ? this.#count + 1 : 1;
    this.#reply = reply;
    if (this.#count < MOST || reply === null || OF_ADDRESS.test(reply)) return;
    throw new MailServerError(
      `the mail server has refused ${MOST} e-mails in a row with the same reply (${reply}) and taken none: check that it sends for this machine, --smtp-user and --mail-from, and the addresses of those who were refused ("faceenroll links list")`,
    );
  }
}
