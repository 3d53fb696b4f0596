import { messageOf } from '../../domain/text.js';
import { MailServerError } from '../../mail/mail.js';
import { queueReminders, sweep } from './due.js';
import { type Sending, sendDue } from './outbox.js';
import { Pace } from './pace.js';
import { Refusals } from './refusals.js';
import type { LinkSettings, MailOutcome, Records } from './types.js';

/** Interval between two looks, in milliseconds: for mails that commands queue, and what time brings. */
const LOOK_EVERY_MS = 30_000;

/** Looks that are left out at most while sending fails: each try makes a link, and revokes it. */
const LEFT_OUT = 30;

/** Least interval, in milliseconds. */
const LEAST_MS = 100;

/** Where a server says what happens beside requests. */
export interface MailerLog {
  info(detail: object, text: string): void;
  warn(detail: object, text: string): void;
}

/** What a server does beside requests for links and mails. */
export interface Mailer {
  /** A mail was queued: it need not wait for the next look. */
  readonly wake: () => void;
  /** Resolves once the mail that is being handed over is the last one. */
  stop(): Promise<void>;
}

/** What a mailer works with. */
export interface MailerParts {
  /** The database of the server. */
  readonly records: Records & { readonly db: string };
  /** Without them, or without a mail server in them, no mail is sent. */
  readonly settings: LinkSettings | undefined;
  readonly log: MailerLog;
  readonly lookEveryMs?: number;
}

/**
 * Ends links whose time is over; and, where a mail server is set, reminds people and sends what is
 * in the queue, until it is stopped. What goes wrong is logged once, without names and addresses,
 * and tried again at the next look.
 */
export function startMailer(parts: MailerParts): Mailer {
  const stopping = new AbortController();
  const bell = new Bell();
  const ended = work(parts, bell, stopping.signal);
  return {
    wake: () => bell.ring(),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await ended;
      parts.settings?.transport?.close();
    },
  };
}

async function work(parts: MailerParts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { settings, lookEveryMs = LOOK_EVERY_MS } = parts;
  const kept = { pace: new Pace(settings?.mailRate ?? 1), refusals: new Refusals() };
  const troubles = new Troubles(parts.log);
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = lookEveryMs;
    try {
      const dueAt = await round(parts, kept, signal);
      troubles.isOver();
      failures = 0;
      if (dueAt !== undefined) {
        waitMs = Math.min(waitMs, Math.max(LEAST_MS, Date.parse(dueAt) - Date.now()));
      }
    } catch (error) {
      troubles.tell(error);
      waitMs *= Math.min(2 ** failures, LEFT_OUT);
      failures += 1;
    }
    await bell.wait(waitMs);
  }
}

/** Does what is due. Returns when the next mail is, if one waits. */
async function round(
  { records, settings, log }: MailerParts,
  kept: Required<Pick<Sending, 'pace' | 'refusals'>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const now = new Date().toISOString();
  const isMailing = settings?.transport !== undefined;
  // Nothing is written while there is nothing to do.
  if (records.read(({ links }) => links.overdue(now).length > 0)) {
    await records.write((store) => sweep(store, now));
  }
  if (!isMailing) return undefined;
  if (records.read(({ links }) => links.toRemind(now).length > 0)) {
    await records.write((store) => queueReminders(store, now));
  }
  if (!records.read((store) => isMailOpen(store.mails.open(), now))) {
    return records.read((store) => store.mails.nextDue());
  }
  const sent = await sendDue(records, settings, {
    ...{ db: records.db, signal, ...kept },
    onMail: (outcome) => tell(log, outcome),
  });
  return sent.kind === 'done' ? sent.nextDueAt : undefined;
}

/** Whether a mail is due, or was left behind by a process that was killed. */
function isMailOpen(open: readonly MailOutcome['mail'][], now: string): boolean {
  return open.some(({ state, dueAt }) => state === 'sending' || dueAt <= now);
}

const TEXTS: Readonly<Record<MailOutcome['kind'], string>> = {
  sent: 'an e-mail was sent',
  deferred: 'the mail server does not take an e-mail for now: it is tried again',
  failed: 'the mail server refuses an e-mail',
  unknown: 'whether an e-mail was sent is unknown: see "faceenroll links list"',
  canceled: 'an e-mail is not sent: it is no longer needed',
};

/** By its ID: what the mail server says may have the address. */
function tell(log: MailerLog, { mail, kind }: MailOutcome): void {
  const { mailId, linkId, reply } = mail;
  const detail = { mail: mailId, kind: mail.kind, link: linkId, reply };
  if (kind === 'sent' || kind === 'canceled') log.info(detail, TEXTS[kind]);
  else log.warn(detail, TEXTS[kind]);
}

/** Tells a problem when it begins and when it is over, however often it is met. */
class Troubles {
  #last: string | undefined;

  constructor(private readonly log: MailerLog) {}

  tell(error: unknown): void {
    const message = messageOf(error);
    if (message === this.#last) return;
    this.#last = message;
    const what =
      error instanceof MailServerError ? 'no e-mail is sent' : 'links are not maintained';
    this.log.warn({}, `${what} for now, trying again: ${message}`);
  }

  isOver(): void {
    if (this.#last !== undefined) this.log.info({}, 'links and e-mails are maintained again');
    this.#last = undefined;
  }
}

/** Lets one wait for a time, or until it rings; one that rang before is heard at once. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
