import { randomBytes } from 'node:crypto';
import type { MailState, QueuedMail } from '../../domain/link.js';
import { sha256 } from '../../system/sha256.js';
import type { Connection } from '../database.js';

/** Of a mail ID, in hexadecimal digits. */
const ID_BYTES = 12;

interface Row extends Omit<QueuedMail, 'terms' | 'denial'> {
  readonly terms: string | null;
  readonly denial: string | null;
}

const COLUMNS = `mail_id AS mailId, collection, user_id AS userId, kind, terms, denial, state,
  link_id AS linkId, tries, due_at AS dueAt, reply, created_at AS createdAt, done_at AS doneAt`;

/** The mails of all collections: those to be sent, and what became of the others. */
export class Mails {
  readonly #insert;
  readonly #next;
  readonly #begin;
  readonly #takeBack;
  readonly #nextDue;
  readonly #handedSince;
  readonly #put;
  readonly #open;
  readonly #left;
  readonly #ofUser;
  readonly #list;
  readonly #cancel;

  constructor(db: Connection) {
    this.#insert = db.prepare<object>(
      `INSERT INTO mails (mail_id, collection, user_id, kind, terms, denial, state, due_at, created_at)
       VALUES (@mailId, @collection, @userId, @kind, @terms, @denial, 'waiting', @now, @now)`,
    );
    this.#next = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM mails WHERE done_at IS NULL AND state = 'waiting' AND due_at <= ?
       ORDER BY due_at, rowid LIMIT 1`,
    );
    this.#begin = db.prepare<[string | null, string, string]>(
      `UPDATE mails SET state = 'sending', link_id = ?, sent_to = ?, tries = tries + 1
       WHERE mail_id = ? AND state = 'waiting'`,
    );
    this.#takeBack = db.prepare<[string, string]>(
      `UPDATE mails SET state = 'waiting', tries = tries - 1, due_at = ?
       WHERE mail_id = ? AND state = 'sending'`,
    );
    this.#nextDue = db
      .prepare<[], string | null>(
        "SELECT min(due_at) FROM mails WHERE done_at IS NULL AND state = 'waiting'",
      )
      .pluck();
    this.#handedSince = db
      .prepare<[string, string, string, string], number>(
        `SELECT EXISTS (SELECT 1 FROM mails WHERE collection = ? AND user_id = ? AND sent_to = ?
           AND state IN ('sent', 'unknown') AND done_at > ?)`,
      )
      .pluck();
    this.#put = db.prepare<object>(
      `UPDATE mails SET state = @state, reply = @reply, due_at = coalesce(@dueAt, due_at), done_at = @doneAt
       WHERE mail_id = @mailId AND done_at IS NULL`,
    );
    this.#open = db.prepare<[], Row>(
      `SELECT ${COLUMNS} FROM mails WHERE done_at IS NULL ORDER BY due_at, rowid`,
    );
    this.#left = db.prepare<[string], Row>(
      `UPDATE mails SET state = 'unknown', done_at = ?
       WHERE done_at IS NULL AND state = 'sending' RETURNING ${COLUMNS}`,
    );
    this.#ofUser = db.prepare<[string, string], Row>(
      `SELECT ${COLUMNS} FROM mails WHERE collection = ? AND user_id = ? ORDER BY created_at, rowid`,
    );
    this.#list = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM mails WHERE collection = ? ORDER BY created_at, rowid`,
    );
    this.#cancel = db.prepare<[string, string, string]>(
      `UPDATE mails SET state = 'canceled', done_at = ?
       WHERE collection = ? AND user_id = ? AND state = 'waiting' AND kind <> 'approved'`,
    );
  }

  /** Puts a mail into the queue; returns its ID. */
  add(
    mail: Pick<QueuedMail, 'collection' | 'userId' | 'kind' | 'terms' | 'denial'>,
    now: string,
  ): string {
    const mailId = randomBytes(ID_BYTES).toString('hex');
    const terms = mail.terms && JSON.stringify(mail.terms);
    const denial = mail.denial && JSON.stringify(mail.denial);
    this.#insert.run({ ...mail, mailId, terms, denial, now });
    return mailId;
  }

  /** The mail to be sent next, if one is due. */
  next(now: string): QueuedMail | undefined {
    const row = this.#next.get(now);
    return row && mailOf(row);
  }

  /** When the next mail is due; undefined if none waits. */
  nextDue(): string | undefined {
    return this.#nextDue.get() ?? undefined;
  }

  /**
   * Keeps, before a mail is handed over, that it is, with which link and to which address; false if
   * it is not to be sent. Of the address a digest is kept.
   */
  begin(mailId: string, linkId: string | null, address: string): boolean {
    return this.#begin.run(linkId, digestOf(address), mailId).changes > 0;
  }

  /**
   * Puts a mail that was begun back into the queue as if it had not been, since nothing was handed
   * over: behind the others that are due, which may fare better.
   */
  takeBack(mailId: string, now: string): void {
    this.#takeBack.run(now, mailId);
  }

  /** Whether a user was mailed at an address after an instant, or perhaps was. */
  wasMailed(
    { collection, userId }: Pick<QueuedMail, 'collection' | 'userId'>,
    address: string,
    after: string,
  ): boolean {
    return this.#handedSince.get(collection, userId, digestOf(address), after) === 1;
  }

  /** Keeps what became of a mail that was begun; `waiting` with the time of the next try. */
  end(
    mailId: string,
    state: Exclude<MailState, 'sending'>,
    { reply, dueAt, now }: { reply: string | null; dueAt?: string; now: string },
  ): void {
    const doneAt = state === 'waiting' ? null : now;
    this.#put.run({ mailId, state, reply, dueAt: dueAt ?? null, doneAt });
  }

  /** What waits or is being sent, in the order in which it goes out. */
  open(): readonly QueuedMail[] {
    return this.#open.all().map(mailOf);
  }

  /**
   * Marks mails that were being handed over when their process ended: whether they arrived is not
   * known, so they are not sent again. Call it where no other process sends.
   */
  leftBehind(now: string): readonly QueuedMail[] {
    return this.#left.all(now).map(mailOf);
  }

  /** The mails of a user, the oldest first. */
  ofUser(collection: string, userId: string): readonly QueuedMail[] {
    return this.#ofUser.all(collection, userId).map(mailOf);
  }

  /** The mails of a collection, the oldest first. */
  list(collection: string): readonly QueuedMail[] {
    return this.#list.all(collection).map(mailOf);
  }

  /** Takes the mails that would bring a user a link out of the queue; returns how many. */
  cancel(collection: string, userId: string, now: string): number {
    return this.#cancel.run(now, collection, userId).changes;
  }
}

/** Mail servers tell addresses apart by case in theory alone. */
function digestOf(address: string): string {
  return sha256(Buffer.from(address.toLowerCase()));
}

function mailOf(row: Row): QueuedMail {
  return {
    ...row,
    terms: row.terms === null ? null : JSON.parse(row.terms),
    denial: row.denial === null ? null : JSON.parse(row.denial),
  };
}
