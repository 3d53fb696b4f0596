import type { Mail } from '../../mail/mail.js';
import { composeMail } from '../../render/mail/compose.js';
import type { BegunMail } from './begin-mail.js';
import type { LinkSettings } from './types.js';

/** A mail of the queue as it is handed over. */
export function writtenMail(
  { mail, address, name, link }: BegunMail,
  { languages, mailLanguage, mailTemplate, notice, publicUrl }: LinkSettings,
): Mail {
  const texts = languages.texts(mailLanguage);
  const composed = composeMail(mail.kind, {
    ...{ texts, notice, name, userId: mail.userId, denial: mail.denial, template: mailTemplate },
    link: link && { url: linkUrl(publicUrl, link.token), until: link.expiresAt },
  });
  return { ...composed, mailId: mail.mailId, to: address, language: texts.language };
}

/** Where a person opens a link. */
export function linkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/e/${token}`;
}
