import { z } from 'zod';
import {
  LINK_ENDINGS,
  LINK_STATUSES,
  type LinkTerms,
  MAIL_KINDS,
  MAIL_STATES,
} from '../../domain/link.js';
import type { SentSummary, ShownOutcome } from '../../render/links-sent.js';
import type { CreatedLink } from '../links/create.js';
import type { ListedMail } from '../links/list.js';
import type { ListedLink } from '../links/listed-link.js';
import type { Preview } from '../links/preview.js';
import { UNMAILED, type UnmailedUser } from '../links/recipients.js';
import type { RevokedLink } from '../links/revoke.js';
import { count, counts, instant, line, membersOf, path, text, userId } from './members.js';

const linkId = text.describe('12 hexadecimal digits');
const reply = text.nullable().describe('the codes of the mail server, such as "250 2.0.0"');

const terms = z.strictObject(
  membersOf<LinkTerms>()({
    seconds: count.describe('how long the link works'),
    attempts: count.describe('photos that may be tried'),
    review: z.boolean().describe('whether every photo waits for an operator'),
    remindDays: count.describe('days until the next reminder; 0 without reminders'),
    reminders: count.describe('reminders that are still to be sent'),
  }),
);

const linkMembers = membersOf<ListedLink>()({
  linkId,
  collection: text,
  userId,
  createdAt: instant,
  expiresAt: instant,
  terms,
  tried: count.describe('photos that were tried'),
  lastFailure: text.nullable().describe("the code of the last photo's failure"),
  endedAt: instant.nullable(),
  endedBy: z.enum(LINK_ENDINGS).nullable(),
  declinedAt: instant.nullable().describe('when the person said no'),
  state: z.enum(LINK_STATUSES),
  triesLeft: count,
});

export const link = line('link', linkMembers);

export const createdLink = line('link', {
  ...linkMembers,
  ...membersOf<Omit<CreatedLink, 'link'>>()({
    url: text.describe('what a person opens; nothing shows it again'),
    replaced: linkId.nullable().describe('the link that worked until then, and is revoked'),
  }),
  action: z.literal('LINK_CREATED'),
});

export const revokedLink = line(
  'revokedLink',
  membersOf<RevokedLink>()({
    userId,
    link: z.strictObject(linkMembers).nullable().describe('null if the user has none'),
    action: z.enum(['LINK_REVOKED', 'UNCHANGED']),
    mailsCanceled: count.describe('e-mails of the user that waited, and are not sent'),
  }),
);

const mailMembers = {
  mailId: text.describe('24 hexadecimal digits; the first part of the Message-ID'),
  collection: text,
  userId,
  kind: z.enum(MAIL_KINDS).describe('what the e-mail is sent for'),
  linkId: linkId.nullable().describe('the link that it brings'),
  reply,
};

export const listedMail = line(
  'mail',
  membersOf<ListedMail>()({
    ...mailMembers,
    state: z.enum(MAIL_STATES),
    tries: count,
    dueAt: instant.describe('when it is tried, or was to be'),
    createdAt: instant,
    doneAt: instant.nullable(),
  }),
);

export const sentMail = line(
  'mail',
  membersOf<ShownOutcome>()({
    ...mailMembers,
    outcome: z.enum(['sent', 'deferred', 'failed', 'unknown', 'canceled']),
    problem: text.nullable(),
    nextTryAt: instant.nullable().describe('of one that the server did not take for now'),
  }),
);

export const toBeMailed = line('toBeMailed', { userId });

export const notMailed = line(
  'notMailed',
  membersOf<UnmailedUser>()({ userId, reason: z.enum(UNMAILED), reply }),
);

export const sentSummary = line(
  'summary',
  membersOf<SentSummary>()({
    meant: count.describe('users who were named, or found by filters'),
    sent: count,
    deferred: count,
    failed: count,
    unknown: count,
    canceled: count,
    notMailed: counts.describe('users without an e-mail, by reason'),
    waiting: count.describe('e-mails of the collection that wait now'),
    dryRun: z.boolean(),
    interrupted: z.boolean(),
  }),
);

export const preview = line(
  'preview',
  membersOf<Preview>()({
    language: text.describe('a BCP 47 tag'),
    subject: text,
    text,
    html: text,
    files: z.array(path).describe('those that were written'),
  }),
);
