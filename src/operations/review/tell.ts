import { count } from '../../domain/text.js';
import { MailServerError } from '../../mail/mail.js';
import type { FileContext } from '../context.js';
import type { Host } from '../host.js';
import { sendDue } from '../links/outbox.js';
import { linkSettings, type SettingsValues } from '../links/settings.js';
import type { LinkSettings, Records } from '../links/types.js';

/**
 * How mails are sent; undefined where no mail server is set.
 *
 * @throws {FatalError} when something else is missing for mails, or wrong.
 */
export function mailSettings(values: SettingsValues, host: Host): LinkSettings | undefined {
  const isSet = values.smtpHost !== undefined || values.mailFolder !== undefined;
  return isSet ? linkSettings(values, host) : undefined;
}

/** Sends what waits, and says what waits on: decisions hold whether or not a mail server answers. */
export async function tellPeople(
  records: Records,
  settings: LinkSettings | undefined,
  { host, db }: FileContext,
): Promise<void> {
  const open = (): number => records.read(({ mails }) => mails.open().length);
  const waiting = open();
  if (waiting === 0) return settings?.transport?.close();
  let problem = '';
  try {
    if (settings) await sendDue(records, settings, { db, signal: host.signal });
  } catch (error) {
    if (!(error instanceof MailServerError)) throw error;
    problem = `${error.message}; `;
  } finally {
    settings?.transport?.close();
  }
  const left = open();
  if (left === 0) return;
  const what = count(left, 'e-mail waits', 'e-mails wait');
  host.tell(
    `${problem}${what}: "faceenroll serve" or "faceenroll links send --waiting" sends what waits.`,
  );
}
