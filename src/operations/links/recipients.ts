import { FatalError } from '../../domain/fatal-error.js';
import { type LinkTerms, linkStatus, type QueuedMail } from '../../domain/link.js';
import { listed, quoted } from '../../domain/text.js';
import type { Store } from '../../store/store.js';
import { NO_ENCODER } from '../context.js';
import { filterOf } from '../options/filter.js';
import { unknownId } from '../users/existing.js';
import { refuseUnknown } from '../users/list.js';
import type { SendInput } from './options.js';
import { type NotMailed, queueMails, whoIsMailed } from './queue.js';

/** Why a user who was meant is not mailed now. */
export const UNMAILED = [
  ...['LINK_WORKS', 'MAIL_WAITS', 'MAILED_LATELY', 'PHOTO_WAITS', 'SAID_NO'],
  ...['NO_ADDRESS', 'WRONG_ADDRESS', 'REFUSED_BEFORE'],
] as const;

type Unmailed = (typeof UNMAILED)[number];

/** A user who was meant, and is not mailed now. */
export interface UnmailedUser {
  readonly userId: string;
  readonly reason: Unmailed;
  /** What the mail server replied, of one that was refused before. */
  readonly reply: string | null;
}

/** Who of those that were meant is mailed, and who is not. */
export interface Recipients {
  readonly mailed: readonly string[];
  readonly unmailed: readonly UnmailedUser[];
}

const REASONS: Readonly<Record<NotMailed, Unmailed>> = {
  'link works': 'LINK_WORKS',
  'mail waits': 'MAIL_WAITS',
  'mailed lately': 'MAILED_LATELY',
  'no address': 'NO_ADDRESS',
  'no mail address': 'WRONG_ADDRESS',
  'no such user': 'NO_ADDRESS',
};

/**
 * Finds who is meant, and puts a mail into the queue for each who can get one; with `dryRun` only
 * says who would. Call it in a transaction.
 *
 * @throws {FatalError} when a user who was named does not exist: then nobody is mailed.
 * @throws {UsageError} when nobody has a column that is asked for.
 */
export function recipientsIn(
  store: Store,
  collection: string,
  input: SendInput,
  terms: LinkTerms,
): Recipients {
  const { again = false, dryRun = false } = input;
  const now = new Date().toISOString();
  const meant = meantUsers(store, collection, input);
  const kept = again ? new Map<string, UnmailedUser>() : leftAlone(store, collection, meant);
  const others = meant.filter(({ userId }) => !kept.has(userId)).map(({ userId }) => userId);
  const decide = dryRun ? whoIsMailed : queueMails;
  const wanted = { kind: 'link', terms, again } as const;
  const { mailed, skipped } = decide(store, collection, others, wanted, now);
  const unmailed = skipped.map(({ userId, why }) => ({
    userId,
    reason: REASONS[why],
    reply: null,
  }));
  return { mailed, unmailed: [...kept.values(), ...unmailed] };
}

interface Meant {
  readonly userId: string;
  readonly updatedAt: string;
}

/** The users of the IDs, of whom the filters are true; without IDs all of whom they are. */
function meantUsers(store: Store, collection: string, input: SendInput): readonly Meant[] {
  const { users } = store.gallery(collection);
  const filter = filterOf(input);
  refuseUnknown(
    filter.fields.map(({ column }) => column),
    users,
  );
  const { userId: named } = input;
  if (named.length === 0) return [...users.find(filter).all()];
  const ids = existingUsers(store, collection, named);
  return ids.flatMap((userId) => [...users.find({ ...filter, userId }).all()]);
}

function existingUsers(
  store: Store,
  collection: string,
  named: readonly string[],
): readonly string[] {
  const { users, history } = store.collection(collection, NO_ENCODER);
  const found = named.map((id) => ({ id, userId: users.find(id, false)[0] }));
  const unknown = found.filter(({ userId }) => userId === undefined).map(({ id }) => id);
  if (unknown.length > 0) {
    const who = unknown.length === 1 ? 'no user with the user ID' : 'no users with the user IDs';
    const ids = unknown.map((id) => unknownId({ users, history }, id));
    throw new FatalError(
      `there is ${who} ${listed(ids, ids.length)} in the collection ${quoted(collection)}; nobody was e-mailed`,
    );
  }
  return [...new Set(found.map(({ userId = '' }) => userId))];
}

/** Those whom another mail would only annoy: a job that runs every night must not mail them. */
function leftAlone(
  store: Store,
  collection: string,
  meant: readonly Meant[],
): ReadonlyMap<string, UnmailedUser> {
  const waiting = new Set(store.submissions.waiting(collection).map(({ userId }) => userId));
  const now = new Date().toISOString();
  const last = new Map(store.mails.list(collection).map((mail) => [mail.userId, mail]));
  const alone = meant.flatMap(({ userId, updatedAt }): readonly UnmailedUser[] => {
    const is = (reason: Unmailed, reply: string | null = null) => [{ userId, reason, reply }];
    if (waiting.has(userId)) return is('PHOTO_WAITS');
    const link = store.links.working(collection, userId);
    // Also of those without an address: somebody has passed it on.
    if (link && linkStatus(link, now) === 'pending') return is('LINK_WORKS');
    if (store.consents.ofUser(collection, userId).at(-1)?.answer === 'no') return is('SAID_NO');
    const mail = last.get(userId);
    return mail && isRefused(mail, updatedAt) ? is('REFUSED_BEFORE', mail.reply) : [];
  });
  return new Map(alone.map((one) => [one.userId, one]));
}

/**
 * Whether the server refused the last mail for good, and the user has not been changed since. One
 * that was given up after many tries may arrive another day.
 */
function isRefused({ state, reply, doneAt }: QueuedMail, updatedAt: string): boolean {
  const isForGood = state === 'failed' && reply?.startsWith('5') === true;
  return isForGood && doneAt !== null && doneAt > updatedAt;
}
