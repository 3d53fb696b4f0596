import { LINK_STATUSES, type Link, type LinkStatus, type QueuedMail } from '../domain/link.js';
import { count, number, printable } from '../domain/text.js';
import { textTable } from './text-table.js';

/** A link, and where it stands. */
interface ShownLink extends Link {
  readonly state: LinkStatus;
  readonly triesLeft: number;
}

type ShownMail = Pick<QueuedMail, 'userId' | 'state' | 'dueAt' | 'reply'>;

interface ShownLinks {
  readonly links: readonly ShownLink[];
  readonly mails: readonly ShownMail[];
  readonly status: LinkStatus | undefined;
}

const HEADINGS = ['link', 'user', 'state', 'sent (UTC)', 'until (UTC)', 'left'];

/** The list of links, line by line, then the mails that did not arrive. */
export function* linksText(list: ShownLinks, width: number): Generator<string> {
  const { links, mails, status } = list;
  if (links.length === 0) yield status ? `No links that are ${status}.` : 'No links.';
  else {
    const [heading = '', ...rows] = textTable(HEADINGS, links.map(cells), width);
    yield heading;
    for (const [i, row] of rows.entries()) {
      yield row;
      const told = noteOf(links[i] as ShownLink);
      if (told !== '') yield `${' '.repeat(14)}${told}`;
    }
    yield '';
    yield totalText(links);
  }
  yield* mailLines(mails);
}

function cells(link: ShownLink): readonly string[] {
  const { linkId, userId, state, createdAt, expiresAt, endedAt, triesLeft } = link;
  return [
    ...[linkId, userId, state, minute(createdAt), minute(endedAt ?? expiresAt)],
    state === 'pending' ? String(triesLeft) : '',
  ];
}

function noteOf({ declinedAt, lastFailure, endedBy }: ShownLink): string {
  return [
    ...(declinedAt === null ? [] : [`said no on ${minute(declinedAt)}`]),
    // Of a link that was used the last photo was a good one.
    ...(lastFailure === null || endedBy === 'used'
      ? []
      : [`last photo: ${printable(lastFailure)}`]),
    ...(endedBy === 'attempts' ? ['no attempts are left'] : []),
  ].join('; ');
}

function totalText(links: readonly ShownLink[]): string {
  const states = LINK_STATUSES.map((state) => ({
    state,
    n: links.filter((link) => link.state === state).length,
  })).filter(({ n }) => n > 0);
  return `${count(links.length, 'link')}: ${states.map(({ state, n }) => `${number(n)} ${state}`).join(', ')}`;
}

function* mailLines(mails: readonly ShownMail[]): Generator<string> {
  const waiting = mails.filter(({ state }) => state === 'waiting' || state === 'sending');
  const failed = mails.filter(({ state }) => state === 'failed' || state === 'unknown');
  if (waiting.length > 0) {
    const next = waiting.map(({ dueAt }) => dueAt).sort()[0] ?? '';
    yield `${count(waiting.length, 'e-mail waits', 'e-mails wait')}; the next one is due at ${minute(next)} UTC`;
  }
  for (const { userId, state, reply } of failed) {
    const what =
      state === 'failed' ? 'the e-mail was not taken' : 'the e-mail may or may not have arrived';
    yield `${printable(userId)}: ${what}${reply === null ? '' : ` (${printable(reply)})`}`;
  }
}

/** "2026-11-21 02:00". */
export function minute(instant: string): string {
  return printable(instant.slice(0, 16).replace('T', ' '));
}
