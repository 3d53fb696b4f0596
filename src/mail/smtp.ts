import type { Handed, Mail, MailTransport } from './mail.js';
import { mimeOf } from './mime.js';
import { handedOf, handing, replyOf } from './smtp-errors.js';
import { openSession, type Session } from './smtp-session.js';
import type { SmtpSettings } from './smtp-settings.js';

/** Mails over SMTP, by one connection that is used for all. */
export function smtpTransport(settings: SmtpSettings): MailTransport {
  let kept: Session | undefined;

  /** The connection that is open, if the server still answers; else a new one. */
  const session = async (): Promise<Session> => {
    if (kept && (await kept.isAlive())) return kept;
    kept?.close();
    kept = undefined;
    kept = await openSession(settings);
    return kept;
  };

  return {
    async send(mail: Mail): Promise<Handed> {
      const message = await mimeOf(mail, settings);
      const open = await session();
      try {
        return { kind: 'taken', reply: replyOf(await open.send(message)) ?? '250' };
      } catch (error) {
        return handedOf(handing(error), settings);
      }
    },
    async check(): Promise<string> {
      return (await session()).told;
    },
    close(): void {
      kept?.close();
      kept = undefined;
    },
  };
}
