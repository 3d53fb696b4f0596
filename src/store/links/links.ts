import { randomBytes } from 'node:crypto';
import type { Link, LinkEnding, LinkTerms } from '../../domain/link.js';
import { sha256 } from '../../system/sha256.js';
import type { Connection } from '../database.js';

/** 256 random bits: nobody guesses a token. */
const TOKEN_BYTES = 32;

/** Of a link ID, in hexadecimal digits. */
const ID_BYTES = 6;

/** A new link with its token, which is nowhere else. */
export interface MadeLink extends Link {
  /** 43 characters of base64url. */
  readonly token: string;
}

interface Row extends Omit<Link, 'terms'> {
  readonly terms: string;
}

const COLUMNS = `link_id AS linkId, collection, user_id AS userId, created_at AS createdAt,
  expires_at AS expiresAt, terms, tried, last_failure AS lastFailure, ended_at AS endedAt,
  ended_by AS endedBy, declined_at AS declinedAt`;

/** The links of all collections. At most one of each user works. */
export class Links {
  readonly #insert;
  readonly #byToken;
  readonly #byId;
  readonly #working;
  readonly #newest;
  readonly #anyWorks;
  readonly #list;
  readonly #usedSince;
  readonly #end;
  readonly #use;
  readonly #try;
  readonly #failed;
  readonly #giveBack;
  readonly #decline;
  readonly #overdue;
  readonly #toRemind;
  readonly #reminded;
  readonly #forgetReminders;

  constructor(db: Connection) {
    this.#insert = db.prepare<object>(
      `INSERT INTO links (link_id, collection, user_id, token_sha256, created_at, expires_at, terms, remind_at)
       VALUES (@linkId, @collection, @userId, @tokenSha256, @createdAt, @expiresAt, @terms, @remindAt)`,
    );
    this.#byToken = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE token_sha256 = ?`,
    );
    this.#byId = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM links WHERE link_id = ?`);
    this.#working = db.prepare<[string, string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE collection = ? AND user_id = ? AND ended_at IS NULL`,
    );
    this.#anyWorks = db
      .prepare<[string], number>(
        'SELECT EXISTS (SELECT 1 FROM links WHERE ended_at IS NULL AND expires_at > ?)',
      )
      .pluck();
    this.#newest = db.prepare<[string, string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE collection = ? AND user_id = ?
       ORDER BY created_at DESC, rowid DESC LIMIT 1`,
    );
    this.#list = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE collection = ? ORDER BY created_at, rowid`,
    );
    this.#usedSince = db
      .prepare<[string, string, string], number>(
        `SELECT EXISTS (SELECT 1 FROM links WHERE collection = ? AND user_id = ?
           AND ended_by = 'used' AND ended_at > ?)`,
      )
      .pluck();
    this.#end = db.prepare<object>(
      `UPDATE links SET ended_at = @now, ended_by = @by, remind_at = iif(@by = 'expired', remind_at, NULL)
       WHERE link_id = @linkId AND ended_at IS NULL`,
    );
    this.#use = db.prepare<[string, string]>(
      `UPDATE links SET ended_at = ?, ended_by = 'used', declined_at = NULL, remind_at = NULL
       WHERE link_id = ? AND (ended_at IS NULL OR ended_by IN ('expired', 'attempts'))`,
    );
    this.#try = db.prepare<[string, string]>(
      `UPDATE links SET tried = tried + 1
       WHERE link_id = ? AND ended_at IS NULL AND expires_at > ? AND tried < terms ->> '$.attempts'`,
    );
    this.#failed = db.prepare<[string, string]>(
      'UPDATE links SET last_failure = ? WHERE link_id = ?',
    );
    this.#giveBack = db.prepare<[string]>(
      'UPDATE links SET tried = tried - 1 WHERE link_id = ? AND tried > 0',
    );
    this.#decline = db.prepare<[string | null, string]>(
      'UPDATE links SET declined_at = ?, remind_at = NULL WHERE link_id = ? AND ended_at IS NULL',
    );
    this.#overdue = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE ended_at IS NULL AND expires_at <= ?
       ORDER BY expires_at, rowid`,
    );
    this.#toRemind = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM links WHERE remind_at <= ? ORDER BY remind_at, rowid`,
    );
    this.#reminded = db.prepare<[string]>('UPDATE links SET remind_at = NULL WHERE link_id = ?');
    this.#forgetReminders = db.prepare<[string, string]>(
      `UPDATE links SET remind_at = NULL
       WHERE collection = ? AND user_id = ? AND remind_at IS NOT NULL`,
    );
  }

  /**
   * Makes the link of a user; the one that worked until then is revoked, and is returned with it.
   * Reminders follow the new one alone. Call it in a transaction.
   */
  make(
    { collection, userId }: Pick<Link, 'collection' | 'userId'>,
    terms: LinkTerms,
    now: string,
  ): { readonly link: MadeLink; readonly revoked: Link | undefined } {
    const revoked = this.working(collection, userId);
    if (revoked) this.end(revoked.linkId, 'revoked', now);
    this.remindNoMore(collection, userId);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const linkId = randomBytes(ID_BYTES).toString('hex');
    const expiresAt = later(now, terms.seconds);
    const remindAt = terms.reminders > 0 ? later(now, terms.remindDays * DAY_SECONDS) : null;
    const own = { linkId, collection, userId, createdAt: now, expiresAt };
    this.#insert.run({
      ...own,
      ...{ tokenSha256: digestOf(token), terms: JSON.stringify(terms), remindAt },
    });
    const none = { tried: 0, lastFailure: null, endedAt: null, endedBy: null, declinedAt: null };
    return { link: { ...own, terms, ...none, token }, revoked };
  }

  /** The link of a token that was sent, whether it works or not. */
  ofToken(token: string): Link | undefined {
    return linkOf(this.#byToken.get(digestOf(token)));
  }

  find(linkId: string): Link | undefined {
    return linkOf(this.#byId.get(linkId));
  }

  /** The link of a user that has not ended; it may be past its time. */
  working(collection: string, userId: string): Link | undefined {
    return linkOf(this.#working.get(collection, userId));
  }

  /** Whether there is a link that works, of anybody. */
  anyWorks(now: string): boolean {
    return this.#anyWorks.get(now) === 1;
  }

  /** The last link that was made for a user, whether it works or not. */
  newest(collection: string, userId: string): Link | undefined {
    return linkOf(this.#newest.get(collection, userId));
  }

  /** The links of a collection, the oldest first. */
  list(collection: string): readonly Link[] {
    return this.#list.all(collection).map((row) => linkOf(row) as Link);
  }

  /** Whether a user has used a link after an instant. */
  wasUsed(collection: string, userId: string, after: string): boolean {
    return this.#usedSince.get(collection, userId, after) === 1;
  }

  /** Ends a link; false if it has ended already. Nobody is reminded of it, unless it has expired. */
  end(linkId: string, by: LinkEnding, now: string): boolean {
    return this.#end.run({ linkId, by, now }).changes > 0;
  }

  /**
   * Ends a link by a photo that came while it worked, perhaps before its last try failed or its
   * time was over; false if it was used or revoked. Whoever had said no has thought again.
   */
  use(linkId: string, now: string): boolean {
    return this.#use.run(now, linkId).changes > 0;
  }

  /** Counts a photo that is about to be judged; false if the link does not take one any more. */
  try(linkId: string, now: string): boolean {
    return this.#try.run(linkId, now).changes > 0;
  }

  /** Takes a count back: the photo could not be judged, for a reason that is not the person's. */
  giveBack(linkId: string): void {
    this.#giveBack.run(linkId);
  }

  /** Keeps why the last photo was refused, as a code. */
  failed(linkId: string, code: string): void {
    this.#failed.run(code, linkId);
  }

  /** Keeps that the person said no (and is not reminded), or thought again. */
  decline(linkId: string, at: string | null): void {
    this.#decline.run(at, linkId);
  }

  /** Links past their time that nobody has ended. */
  overdue(now: string): readonly Link[] {
    return this.#overdue.all(now).map((row) => linkOf(row) as Link);
  }

  /**
   * Links whose person is to be reminded: they work, or were not used in time, and nobody has said
   * no. Whoever has used up the attempts needs another link or help, no reminder.
   */
  toRemind(now: string): readonly Link[] {
    return this.#toRemind.all(now).map((row) => linkOf(row) as Link);
  }

  /** Keeps that nobody is reminded of any link of a user. */
  remindNoMore(collection: string, userId: string): void {
    this.#forgetReminders.run(collection, userId);
  }

  /** Keeps that the reminder of this link is on its way. */
  reminded(linkId: string): void {
    this.#reminded.run(linkId);
  }
}

const DAY_SECONDS = 86_400;

function later(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}

function digestOf(token: string): string {
  return sha256(Buffer.from(token));
}

function linkOf(row: Row | undefined): Link | undefined {
  return row && { ...row, terms: JSON.parse(row.terms) };
}
