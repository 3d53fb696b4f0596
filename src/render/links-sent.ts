import type { QueuedMail } from '../domain/link.js';
import { count, listed, printable } from '../domain/text.js';
import { minute } from './links.js';

type Kind = 'sent' | 'deferred' | 'failed' | 'unknown' | 'canceled';

interface Outcome {
  readonly mail: QueuedMail;
  readonly kind: Kind;
  readonly problem: string | null;
}

interface Unmailed {
  readonly userId: string;
  readonly reason: keyof typeof REASONS;
  readonly reply: string | null;
}

const REASONS = {
  LINK_WORKS: 'have a link that works',
  MAIL_WAITS: 'had an e-mail waiting already',
  MAILED_LATELY: 'were e-mailed within the last hour',
  PHOTO_WAITS: 'have sent a photo that waits for review',
  SAID_NO: 'have said no',
  NO_ADDRESS: 'no e-mail address is stored',
  WRONG_ADDRESS: 'what is stored is not an e-mail address',
  REFUSED_BEFORE: 'the mail server refused the address; correct it, or use --again',
} as const;

/** Of users who are counted. */
const COUNTED = { ...REASONS, NO_ADDRESS: 'have no e-mail address' } as const;

/** Those whose address has to be corrected. */
const PROBLEMS: readonly (keyof typeof REASONS)[] = [
  'NO_ADDRESS',
  'WRONG_ADDRESS',
  'REFUSED_BEFORE',
];

export interface SentSummary {
  readonly meant: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unknown: number;
  readonly canceled: number;
  /** By reason. */
  readonly notMailed: Readonly<Record<string, number>>;
  /** Mails of the collection that wait now. */
  readonly waiting: number;
  readonly dryRun: boolean;
  readonly interrupted: boolean;
}

/** Whether a user who is not mailed is a problem, which the exit code tells. */
type IsProblem = (unmailed: Pick<Unmailed, 'reason'>) => boolean;

/** @param mayLackAddress whether it was said that some have no address */
export function problemsOf(mayLackAddress: boolean): IsProblem {
  return ({ reason }) => PROBLEMS.includes(reason) && !(mayLackAddress && reason === 'NO_ADDRESS');
}

/** What became of a mail, as `--json` tells it. */
export interface ShownOutcome
  extends Pick<QueuedMail, 'mailId' | 'collection' | 'userId' | 'kind' | 'linkId' | 'reply'> {
  readonly outcome: Kind;
  readonly problem: string | null;
  /** Of one that was put off. */
  readonly nextTryAt: string | null;
}

/** What became of a mail, on one line of `--json`. */
export function mailEvent({ mail, kind: outcome, problem }: Outcome): object {
  const { mailId, collection, userId, kind, linkId, reply, state, dueAt } = mail;
  const shown: ShownOutcome = {
    ...{ mailId, collection, userId, kind, linkId, outcome, reply, problem },
    nextTryAt: state === 'waiting' ? dueAt : null,
  };
  return { event: 'mail', ...shown };
}

export function unmailedEvent(unmailed: Unmailed): object {
  return { event: 'notMailed', ...unmailed };
}

/** Who has a problem, then how many were mailed. */
export function* sentText(
  outcomes: readonly Outcome[],
  unmailed: readonly Unmailed[],
  isProblem: IsProblem,
  summary: SentSummary,
): Generator<string> {
  for (const one of unmailed.filter(isProblem)) yield unmailedLine(one);
  for (const one of outcomes.filter(({ kind }) => kind !== 'sent')) yield outcomeLine(one);
  const { sent, waiting, interrupted } = summary;
  yield `${count(sent, 'e-mail')} sent.`;
  yield* leftAloneLines(unmailed.filter((one) => !isProblem(one)));
  if (waiting === 0) return;
  const what = count(waiting, 'e-mail waits', 'e-mails wait');
  const [them, they] = waiting === 1 ? ['it', 'it is'] : ['them', 'they are'];
  yield `${what}: ${interrupted ? `run the same command again to send ${them}` : `the same command, or the server, sends ${them} when ${they} due`}.`;
}

/** Who would be mailed. */
export function* drySentText(
  mailed: readonly string[],
  unmailed: readonly Unmailed[],
  isProblem: IsProblem,
): Generator<string> {
  for (const one of unmailed.filter(isProblem)) yield unmailedLine(one);
  const who = mailed.length === 0 ? '' : `: ${listed(mailed.map(printable), SHOWN)}`;
  yield `${count(mailed.length, 'user')} would be e-mailed${who}.`;
  yield* leftAloneLines(unmailed.filter((one) => !isProblem(one)));
}

/** User IDs of a sentence; --json has all. */
const SHOWN = 20;

function* leftAloneLines(unmailed: readonly Unmailed[]): Generator<string> {
  const counted = Map.groupBy(unmailed, ({ reason }) => reason);
  for (const [reason, users] of counted) {
    const does = users.length === 1 ? singular(COUNTED[reason]) : COUNTED[reason];
    // Nothing else tells who has to be reached in another way.
    const who = reason === 'NO_ADDRESS' ? `: ${listed(users.map(idOf), SHOWN)}` : '';
    yield `${count(users.length, 'user')} ${does}${who}.`;
  }
}

function idOf({ userId }: Unmailed): string {
  return printable(userId);
}

function singular(text: string): string {
  return text.replace(/^have /, 'has ').replace(/^were /, 'was ');
}

function unmailedLine({ userId, reason, reply }: Unmailed): string {
  return `${printable(userId)}: not e-mailed: ${REASONS[reason]}${replyText(reply)}`;
}

const KINDS: Readonly<Record<Exclude<Kind, 'sent'>, string>> = {
  deferred: 'the mail server did not take the e-mail for now',
  failed: 'the e-mail failed',
  unknown: 'the e-mail may or may not have arrived',
  canceled: 'the e-mail was not sent',
};

function outcomeLine({ mail, kind, problem }: Outcome): string {
  if (kind === 'sent') throw new Error('what was sent needs no line');
  const why = problem === null ? replyText(mail.reply) : `: ${printable(problem)}`;
  const next = kind === 'deferred' ? `; tried again from ${minute(mail.dueAt)} UTC` : '';
  return `${printable(mail.userId)}: ${KINDS[kind]}${why}${next}`;
}

function replyText(reply: string | null): string {
  return reply === null ? '' : ` (${printable(reply)})`;
}
