import type { Sender } from './address.js';
import { domainOf } from './address.js';
import type { Mail } from './mail.js';

/** Who sends, as each mail has it. */
export interface From {
  readonly sender: Sender;
  readonly replyTo?: Sender | undefined;
}

/** A mail as bytes, with the addresses for the server. */
export interface Message {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly bytes: Buffer;
}

/**
 * Writes a mail as it goes over the wire: a text part and an HTML part, the text first, since a
 * program shows the last one that it can.
 */
export async function mimeOf(mail: Mail, { sender, replyTo }: From): Promise<Message> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const node = new MailComposer({
    from: sender,
    to: { name: '', address: mail.to },
    ...(replyTo && { replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.mailId}@${domainOf(sender.address)}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Exchange sends out-of-office replies to what is only marked as above.
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': mail.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from, to } = node.getEnvelope();
  if (from === false || to.length !== 1) throw new Error('a mail has one sender and one recipient');
  return { envelope: { from, to }, bytes: await node.build() };
}
