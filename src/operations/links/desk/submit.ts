import { type Link, linkStatus } from '../../../domain/link.js';
import { DatabaseBusyError } from '../../../store/lock.js';
import type { Serving } from '../../serving/serving.js';
import type { EnrollRequest, EnrollSettings, PhotoResult } from '../../serving/types.js';
import type { SentPage, Submitted, Visitor } from '../types.js';
import { keepEnding, keepWaiting } from './endings.js';
import { Undone, type Waits } from './undone.js';

const GONE: Submitted = { kind: 'gone' };

/**
 * Judges the photo that a person sends, and enrolls them, or keeps it for an operator. The try is
 * counted before anything else: whoever sends photos again and again costs no more than the link
 * allows. It is given back when the server fails, and when the visitor leaves before a worker has
 * taken up the photo: whoever leaves later has cost what any photo costs.
 *
 * @throws {ServiceBusyError} when too many photos are waiting.
 * @throws {DatabaseBusyError} when another process does not let go of the database in time.
 * @throws the signal's reason if the visitor has left before the photo was decided on.
 */
export async function submit(
  serving: Serving,
  token: string,
  sent: SentPage,
  { signal }: Visitor,
): Promise<Submitted> {
  signal.throwIfAborted();
  const link = await counted(serving, token);
  if (!link) return GONE;
  const judging: Judging = { signal, isBegun: false };
  try {
    return await decided(serving, link, sent, judging);
  } catch (error) {
    if (error instanceof Undone) return GONE;
    // The answer does not wait for it; the service ends when it is done.
    if (!signal.aborted || !judging.isBegun) void giveBack(serving, link);
    throw error;
  }
}

/** A photo on its way. */
interface Judging extends Visitor {
  /** Whether a worker has taken it up. */
  isBegun: boolean;
}

/** Gives the try back, however long others have the database. */
async function giveBack(serving: Serving, { linkId }: Link): Promise<void> {
  for (;;) {
    try {
      return await serving.write(({ links }) => links.giveBack(linkId));
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) return;
    }
  }
}

/** Counts the try; undefined if the link takes none. */
async function counted(serving: Serving, token: string): Promise<Link | undefined> {
  const now = new Date().toISOString();
  const known = serving.read(({ links }) => links.ofToken(token));
  // Whoever guesses tokens starts no transaction.
  if (!known || linkStatus(known, now) !== 'pending') return undefined;
  const isTaken = await serving.write(({ links }) => links.try(known.linkId, now));
  return isTaken ? known : undefined;
}

/** Enrolls the person, as they are called by now. @throws {Undone} if the link does not work any more. */
async function decided(
  serving: Serving,
  { linkId }: Link,
  sent: SentPage,
  judging: Judging,
): Promise<Submitted> {
  for (;;) {
    const link = serving.read(({ links }) => links.find(linkId));
    if (!link) return GONE;
    try {
      return await enrolled(serving, link, sent, judging);
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      if (error.why === 'renamed') continue;
      if (error.why === 'gone') throw error;
      const { waits } = error;
      return await serving.write((store) => keepWaiting(store, linkId, sent, waits as Waits));
    }
  }
}

async function enrolled(
  serving: Serving,
  link: Link,
  sent: SentPage,
  judging: Judging,
): Promise<Submitted> {
  const { signal } = judging;
  let answer: Submitted = GONE;
  const request: EnrollRequest = {
    ...requestOf(link, sent, serving.settings),
    whenBegun: () => {
      judging.isBegun = true;
    },
    inTransaction: ({ photos }, store) => {
      answer = keepEnding(store, link, sent, photos[0] as PhotoResult);
    },
  };
  await serving.enroll(request, { signal, reference: consentReference(link) });
  return answer;
}

/** Nobody is made by a link, and nobody takes the place of another without an operator. */
function requestOf(link: Link, { photo }: SentPage, settings: EnrollSettings): EnrollRequest {
  const { collection, userId } = link;
  const consent = {
    consent_at: new Date().toISOString(),
    consent_reference: consentReference(link),
  };
  return {
    ...{ collection, userId, wantsReport: 'faces' },
    photos: [{ name: photo.name || 'photo', bytes: photo.bytes }],
    user: { known: consent, extra: {} },
    options: {
      ...{ duplicates: 'refuse', allowIdentityChange: false, createMissing: false },
      // Nobody is told that a photo is enrolled which was not even looked at.
      ...(settings.ifFaceExists === 'preserve' && { ifFaceExists: 'add' as const }),
      // The link knows its user to the letter, and brings nothing about them but the consent.
      ...{ ignoreCase: false, allowOddIds: true, ifUserExists: 'overwrite' },
    },
  };
}

function consentReference({ linkId }: Link): string {
  return `link ${linkId}`;
}
