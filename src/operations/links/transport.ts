import { resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { type Sender, senderOf } from '../../mail/address.js';
import { folderTransport } from '../../mail/folder.js';
import type { MailTransport } from '../../mail/mail.js';
import { smtpTransport } from '../../mail/smtp.js';
import type { SmtpSettings } from '../../mail/smtp-settings.js';
import type { Host } from '../host.js';
import type { ValuesOf } from '../options/row.js';
import { smtpLogin } from './login.js';
import type { MAIL_OPTIONS } from './options.js';

/** What says how mails are sent. */
export type TransportValues = Partial<ValuesOf<typeof MAIL_OPTIONS>>;

type Asking = Pick<Host, 'env' | 'cwd' | 'note'>;

/** Of mails that are written to a folder, where nobody cares who sends them. */
const NOBODY: Sender = { name: 'faceenroll', address: 'faceenroll@localhost' };

/**
 * What hands mails over; undefined if neither a mail server nor a folder is named. Nothing is
 * connected before the first mail.
 *
 * @throws {UsageError} when the options do not fit together.
 * @throws {FatalError} when the file of the password cannot be read.
 */
export function transportOf(values: TransportValues, host: Asking): MailTransport | undefined {
  const { mailFolder, smtpHost } = values;
  if (mailFolder !== undefined && smtpHost !== undefined) {
    throw new UsageError('--mail-folder and --smtp-host exclude each other: leave one of them out');
  }
  if (mailFolder !== undefined) {
    const { sender = NOBODY, replyTo } = whoSends(values);
    return folderTransport(resolve(host.cwd, mailFolder), { sender, replyTo });
  }
  const settings = smtpSettings(values, host);
  return settings && smtpTransport(settings);
}

/** The mail server that is named, if one is. */
function smtpSettings(values: TransportValues, host: Asking): SmtpSettings | undefined {
  const { smtpHost, smtpPort, smtpTls = 'starttls' } = values;
  if (smtpHost === undefined) return undefined;
  if (/[\s/@]|^[^:]*:\d*$/.test(smtpHost)) {
    throw new UsageError(
      `--smtp-host is ${quoted(smtpHost)}: it must be a name or an address alone, as in mail.example.com; the port goes to --smtp-port`,
    );
  }
  const { sender, replyTo } = whoSends(values);
  if (!sender) {
    throw new UsageError(
      '--mail-from is missing: who sends, as in "Badge office <badges@example.com>"',
    );
  }
  const login = smtpLogin(values, host);
  return { host: smtpHost, port: smtpPort, tls: smtpTls, login, sender, replyTo };
}

interface WhoSends {
  readonly sender: Sender | undefined;
  readonly replyTo: Sender | undefined;
}

function whoSends({ mailFrom, mailReplyTo }: TransportValues): WhoSends {
  return { sender: named(mailFrom, '--mail-from'), replyTo: named(mailReplyTo, '--mail-reply-to') };
}

function named(text: string | undefined, option: string): Sender | undefined {
  if (text === undefined) return undefined;
  const sender = senderOf(text);
  if (sender) return sender;
  throw new UsageError(
    `${option} is ${quoted(text)}: it must be one address, as in badges@example.com or "Badge office <badges@example.com>"`,
  );
}
