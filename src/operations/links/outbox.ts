import { type Handed, MailServerError, type MailTransport } from '../../mail/mail.js';
import { lockMails, mailLockNow } from '../../store/mail-lock.js';
import { type BegunMail, beginNext } from './begin-mail.js';
import { leftBehind, recorded, takenBack } from './mail-records.js';
import { Pace, pause } from './pace.js';
import { Refusals } from './refusals.js';
import type { LinkSettings, MailOutcome, Records } from './types.js';
import { writtenMail } from './written-mail.js';

/** How the queue is sent. */
export interface Sending {
  /** The file of the database, for the lock of whoever sends. */
  readonly db: string;
  /** When it is aborted, the mail that is being handed over is the last one. */
  readonly signal: AbortSignal;
  /** Hears what became of each mail, when that is in the database. */
  readonly onMail?: (outcome: MailOutcome) => void;
  /**
   * Mails that are tried again later are waited for if they are due by this instant; without it
   * `sendDue` ends as soon as none is due.
   */
  readonly until?: string | undefined;
  /** For whoever sends several times: so that the rate holds for all together. */
  readonly pace?: Pace;
  /** For whoever sends several times, too. */
  readonly refusals?: Refusals;
}

type InTurn = Sending & Required<Pick<Sending, 'pace' | 'refusals'>>;

/** How sending ended. Mails that wait are tried by the next call. */
export type Sent =
  /** `nextDueAt` is when the first of those that wait is due; undefined if the queue is empty. */
  | { readonly kind: 'done'; readonly nextDueAt: string | undefined }
  /** Another process, undefined while unknown, sends the mails of this database. */
  | { readonly kind: 'busy'; readonly process: number | undefined };

/**
 * Sends the mails of the queue, of all collections, one by one: whatever is due. Only one process
 * at a time sends the mails of a database.
 *
 * The server is tried before anything is changed. Then, for each mail, the link is made in the
 * transaction that keeps that the mail is being handed over, and what became of it is kept with its
 * audit row. A mail that is found being handed over was left by a process that was killed: it may
 * have arrived, is told as `unknown`, and not sent again.
 *
 * @throws {MailServerError} when the server cannot be used for any mail; the queue stays.
 */
export async function sendDue(
  records: Records,
  settings: LinkSettings,
  sending: Sending,
): Promise<Sent> {
  const { transport } = settings;
  if (!transport) throw new MailServerError('no mail server is set: name one with --smtp-host');
  const lock = lockMails(sending.db);
  if (!lock) return { kind: 'busy', process: mailLockNow(sending.db).holder };
  try {
    tellAll(sending, await records.write((store) => leftBehind(store, nowText())));
    await sendAll(records, { ...settings, transport }, sending);
    return { kind: 'done', nextDueAt: records.read((store) => store.mails.nextDue()) };
  } finally {
    lock.release();
  }
}

type Settings = LinkSettings & { readonly transport: MailTransport };

async function sendAll(records: Records, settings: Settings, sending: Sending): Promise<void> {
  const { signal, until, pace = new Pace(settings.mailRate) } = sending;
  const { refusals = new Refusals() } = sending;
  let isTried = false;
  while (!signal.aborted) {
    const due = records.read((store) => store.mails.nextDue());
    if (due === undefined) return;
    const waitMs = Date.parse(due) - Date.now();
    if (waitMs > 0) {
      if (until === undefined || due > until) return;
      await pause(waitMs, signal);
      continue;
    }
    if (!isTried) await settings.transport.check();
    isTried = true;
    await pace.turn(signal);
    if (signal.aborted) return;
    await sendSome(records, settings, { ...sending, pace, refusals });
  }
}

/**
 * Sends the next mail, and those after it while none has to wait for its turn: the end of one and
 * the beginning of the next are one transaction, since each costs the same whatever is done in it.
 */
async function sendSome(records: Records, settings: Settings, sending: InTurn): Promise<void> {
  const { pace, signal } = sending;
  let next = await records.write((store) => beginNext(store, nowText()));
  while (next?.kind === 'begun') {
    const begun = next;
    const handed = await handOver(records, settings, begun, sending);
    const goesOn = !signal.aborted && pace.takeNow();
    const both = await records.write((store) => ({
      outcome: recorded(store, begun, handed, nowText()),
      next: goesOn ? beginNext(store, nowText()) : undefined,
    }));
    tellAll(sending, [both.outcome]);
    next = both.next;
  }
  if (next) tellAll(sending, [next.outcome]);
}

async function handOver(
  records: Records,
  settings: Settings,
  begun: BegunMail,
  { refusals }: InTurn,
): Promise<Handed> {
  try {
    const handed = await settings.transport.send(writtenMail(begun, settings));
    refusals.note(handed);
    return handed;
  } catch (error) {
    // Nobody has the mail: it stays in the queue.
    await records.write((store) => takenBack(store, begun, nowText()));
    throw error;
  }
}

function tellAll({ onMail }: Sending, outcomes: readonly MailOutcome[]): void {
  for (const outcome of outcomes) onMail?.(outcome);
}

function nowText(): string {
  return new Date().toISOString();
}
