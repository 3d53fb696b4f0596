import { printable, quoted } from '../../domain/text.js';
import type { HostContext, RecordsContext } from '../../operations/context.js';
import type { CreatedLink } from '../../operations/links/create.js';
import type { LinkList } from '../../operations/links/list.js';
import type { Preview } from '../../operations/links/preview.js';
import type { RevokedLink } from '../../operations/links/revoke.js';
import { linksText, minute } from '../../render/links.js';
import { qrLines } from '../../render/qr-code.js';
import type { Show } from '../command-of.js';
import { type Io, widthOf } from '../io.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';

/** Prints links, and mails that did not arrive. */
export const printLinks: Show<LinkList> = (list, { json }, io) =>
  print(io, json, {
    json: () => [
      ...list.links.map((link) => ({ event: 'link', ...link })),
      ...list.mails.map((mail) => ({ event: 'mail', ...mail })),
    ],
    text: () => linksText(list, widthOf(io.stdout)),
  });

/** Prints a new link on a line of its own; on a terminal also as a QR code. */
export const printCreated: Show<CreatedLink> = (created, { json }, io, { host }) => {
  const { link, url, replaced } = created;
  if (!json) {
    const former = replaced === null ? '' : ' The former link is revoked.';
    host.tell(
      `The link ${link.linkId} of the user ${quoted(link.userId)} works until ${minute(link.expiresAt)} UTC.\nIt is shown only this once, and whoever has it can use it.${former}`,
    );
  }
  return print(io, json, {
    json: () => [{ event: 'link', ...link, url, replaced, action: 'LINK_CREATED' }],
    text: () => (io.stdout.isTTY ? ['', url, '', ...qrCode(url, io)] : [url]),
  });
};

function qrCode(url: string, { env }: Pick<Io, 'env'>): readonly string[] {
  return qrLines(url, { colors: !env.NO_COLOR });
}

/** Prints what became of links that were to be revoked. */
export const printRevoked: Show<readonly RevokedLink[]> = (revoked, { json }, io) =>
  print(io, json, {
    json: () => revoked.map((one) => ({ event: 'revokedLink', ...one })),
    text: () => revoked.map(revokedText),
  });

function revokedText({ userId, link, action, mailsCanceled }: RevokedLink): string {
  const who = `the user ${quoted(userId)}`;
  const mails = mailsCanceled === 0 ? '' : ' An e-mail that waited is canceled.';
  if (link === null) return `There is no link of ${who}.${mails}`;
  const what = `The link ${link.linkId} of ${who}`;
  if (action === 'LINK_REVOKED') return `${what} is revoked.${mails}`;
  const since = `since ${minute(link.endedAt ?? link.expiresAt)} UTC`;
  return `${what} is ${link.state} already, ${since}.${mails}`;
}

/** Prints a mail as it would be sent. */
export const printPreview: Show<Preview, JsonOutput, RecordsContext> = (mail, { json }, io) => {
  const { subject, text, html, language, files } = mail;
  return print(io, json, {
    json: () => [{ event: 'preview', language, subject, text, html, files }],
    text: () => [
      `Subject: ${printable(subject)}`,
      '',
      ...text.trimEnd().split('\n').map(printable),
      ...(files.length === 0 ? [] : ['', ...files.map((file) => `Written: ${printable(file)}`)]),
    ],
  });
};

/** Prints the file as it is. */
export const printTexts: Show<string, Record<string, never>, HostContext> = (text, _, io) =>
  print(io, false, { json: () => [], text: () => text.trimEnd().split('\n') });
