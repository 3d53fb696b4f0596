import type { MailState, QueuedMail } from '../../domain/link.js';
import { mailLockNow } from '../../store/mail-lock.js';
import type { RecordsContext } from '../context.js';
import { pause } from './pace.js';
import type { MailOutcome } from './types.js';

/** Hears what became of each mail. */
export type OnMail = (outcome: MailOutcome) => void;

/** Interval between two looks at what another process sends, in milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * Watches another process send the mails of the collection; ends when none is due any more, or when
 * that process sends no more.
 */
export async function watchOthers(
  { host: { signal }, db, records, collection }: RecordsContext,
  onMail: OnMail,
): Promise<void> {
  const look = () => new Map(records.read(({ mails }) => byId(mails.list(collection))));
  let before = look();
  while (!signal.aborted) {
    await pause(LOOK_EVERY_MS, signal);
    const isHeld = mailLockNow(db).state === 'held';
    const now = look();
    for (const outcome of changes(before, now)) onMail(outcome);
    before = now;
    if (!isHeld || ![...now.values()].some(isDue)) return;
  }
}

const byId = (mails: readonly QueuedMail[]): readonly (readonly [string, QueuedMail])[] =>
  mails.map((mail) => [mail.mailId, mail] as const);

function isDue({ state, dueAt }: QueuedMail): boolean {
  return state === 'sending' || (state === 'waiting' && dueAt <= new Date().toISOString());
}

const ENDINGS: Readonly<Partial<Record<MailState, MailOutcome['kind']>>> = {
  ...{ sent: 'sent', failed: 'failed', unknown: 'unknown', canceled: 'canceled' },
};

/** What became of mails between two looks. */
function changes(
  before: ReadonlyMap<string, QueuedMail>,
  now: ReadonlyMap<string, QueuedMail>,
): readonly MailOutcome[] {
  return [...now.values()].flatMap((mail) => {
    const earlier = before.get(mail.mailId);
    if (!earlier || !['waiting', 'sending'].includes(earlier.state)) return [];
    const isPutOff = mail.state === 'waiting' && mail.dueAt > earlier.dueAt;
    const kind = isPutOff ? 'deferred' : ENDINGS[mail.state];
    return kind !== undefined ? [{ mail, kind, problem: null }] : [];
  });
}
