import { LINK_STATUSES } from '../../domain/link.js';
import { wholeFrom } from '../../domain/option-values.js';
import { WHICH_USERS_OPTIONS } from '../options/filter.js';
import { KEPT_OPTIONS, THUMBNAILS_OPTION } from '../options/import.js';
import { choice, file, flag, folder, number, text, url, type ValuesOf } from '../options/row.js';
import { DEFAULT_TERMS } from './types.js';

/** What the page and the mails say. */
export const PAGE_OPTIONS = {
  notice: file(
    'who asks for photos, what is stored, and how to refuse: a JSON file; see "faceenroll help links"',
  ),
  languageDir: folder('your own texts for the page and e-mails: <language>.json for each language'),
};

/** Where the page is, for links. */
const PUBLIC_URL_OPTION = {
  publicUrl: url('the address by which people reach the server, for links'),
};

/** The mail server. The password is in a file, or in FACEENROLL_SMTP_PASSWORD. */
export const MAIL_SERVER_OPTIONS = {
  smtpHost: text('the mail server', { value: 'host', env: 'FACEENROLL_SMTP_HOST' }),
  smtpPort: number(wholeFrom(1, 65_535))('its port (default: 587; 465 with --smtp-tls implicit)', {
    env: 'FACEENROLL_SMTP_PORT',
  }),
  smtpTls: choice(['starttls', 'implicit', 'none'], 'how')(
    'TLS: after the greeting, from the start, or none',
    { default: 'starttls', env: 'FACEENROLL_SMTP_TLS' },
  ),
  smtpUser: text('the account at the mail server', {
    value: 'name',
    env: 'FACEENROLL_SMTP_USER',
  }),
  smtpPasswordFile: file('the file with its password; or set FACEENROLL_SMTP_PASSWORD', {
    env: 'FACEENROLL_SMTP_PASSWORD_FILE',
  }),
  mailFrom: text('the sender: "Badge office <badges@example.com>"', {
    value: 'address',
    env: 'FACEENROLL_MAIL_FROM',
  }),
};

/** How mails are sent. */
export const MAIL_OPTIONS = {
  ...MAIL_SERVER_OPTIONS,
  mailReplyTo: text('where replies go', { value: 'address' }),
  mailRate: number(wholeFrom(1, 100_000))('e-mails per minute at most', { default: 60 }),
  mailFolder: folder('write e-mails to files in this folder, and send none', {
    conflicts: ['smtpHost'],
  }),
  mailLanguage: text('the language of e-mails, as in pt-BR (default: en)', { value: 'language' }),
  mailTemplate: file('your own text of the e-mail; see "faceenroll help links"', {
    flag: 'template',
  }),
};

/** All that page and mails need besides the database. */
export const SETTINGS_OPTIONS = { ...PAGE_OPTIONS, ...PUBLIC_URL_OPTION, ...MAIL_OPTIONS };

/** What links are made with. */
export const TERMS_OPTIONS = {
  expires: text('how long a link works: 30m, 24h, 7d', { value: 'time', default: '24h' }),
  attempts: number(wholeFrom(1, 100))('photos that a person may try', {
    default: DEFAULT_TERMS.attempts,
  }),
  review: flag('every photo waits for an operator: see "faceenroll review --help"'),
};

export const LINKS_SEND_OPTIONS = {
  ...WHICH_USERS_OPTIONS,
  all: flag('every user of the collection'),
  waiting: flag('send the e-mails that wait, and queue no others', {
    conflicts: ['all', 'again', 'dryRun'],
  }),
  ...TERMS_OPTIONS,
  remind: number(wholeFrom(1, 365), 'days')('days until a reminder is sent'),
  reminders: number(wholeFrom(1, 20))('how many reminders (default: 1, with --remind)'),
  again: flag('also e-mail those who would be skipped; their old link is revoked'),
  allowNoAddress: flag('do not treat users without an e-mail address as failures', {
    conflicts: ['waiting'],
  }),
  dryRun: flag('say who would get an e-mail, and send none'),
  ...SETTINGS_OPTIONS,
};

export type SendInput = ValuesOf<typeof LINKS_SEND_OPTIONS> & {
  readonly userId: readonly string[];
};

export const LINKS_CREATE_OPTIONS = { ...TERMS_OPTIONS, ...PUBLIC_URL_OPTION };

export const LINKS_PREVIEW_OPTIONS = {
  user: text('the e-mail for this user; without it, for nobody in particular', { value: 'id' }),
  language: text('in this language, as in pt-BR (default: that of e-mails)', { value: 'language' }),
  output: folder('also write mail.txt, mail.html and page.html to this folder'),
  ...TERMS_OPTIONS,
  ...THUMBNAILS_OPTION,
  profileImage: KEPT_OPTIONS.profileImage,
  ...SETTINGS_OPTIONS,
};

export const LINKS_LIST_OPTIONS = {
  status: choice(LINK_STATUSES, 'status')('only those in this state'),
};
