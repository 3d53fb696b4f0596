import type { Handed, Mail, MailTransport } from './mail.js';
import { mimeOf } from './mime.js';
import { handedOf, handing, isOfConnection, replyOf } from './smtp-errors.js';
import { openSession, type Session } from './smtp-session.js';
import type { SmtpSettings } from './smtp-settings.js';

/** Mails over SMTP, by one connection that is used for all. */
export function smtpTransport(settings: SmtpSettings): MailTransport {
  let kept: Session | undefined;
  /** Mails that went by the connection that is open. */
  let taken = 0;

  /** The connection that is open, if the server still answers; else a new one. */
  const session = async (): Promise<Session> => {
    if (kept && (await kept.isAlive())) return kept;
    kept?.close();
    kept = undefined;
    taken = 0;
    kept = await openSession(settings);
    return kept;
  };

  return {
    async send(mail: Mail): Promise<Handed> {
      const message = await mimeOf(mail, settings);
      for (;;) {
        const open = await session();
        try {
          const reply = await open.send(message);
          taken += 1;
          return { kind: 'taken', reply: replyOf(reply) ?? '250' };
        } catch (error) {
          const problem = handing(error);
          if (taken === 0 || !isOfConnection(problem)) return handedOf(problem, settings);
          kept = undefined;
          open.close();
        }
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
