import type { MailKind } from '../../domain/link.js';
import type { TextKey } from '../languages/texts.js';
import { htmlOf } from './html.js';
import { type Block, type MailContent, type MailParts, nameText, oneLine } from './parts.js';
import { partsOfTemplate } from './template.js';
import { textOf } from './text.js';

/** The words of a mail, in both forms. */
export interface Composed {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The customer's own mail takes the place of these; others answer what a person or an operator did. */
const OWN_KINDS: readonly MailKind[] = ['link', 'reminder'];

/** The mail of a kind. */
export function composeMail(kind: MailKind, content: MailContent): Composed {
  const { template, texts } = content;
  const isOwn = template !== undefined && OWN_KINDS.includes(kind);
  const parts = isOwn ? partsOfTemplate(template, content) : usualParts(kind, content);
  return { subject: parts.subject, text: textOf(parts), html: htmlOf(parts, texts) };
}

function usualParts(kind: MailKind, content: MailContent): MailParts {
  const { texts, notice, link } = content;
  const said = (key: TextKey): Block => ({ kind: 'text', text: texts.of(key, { ...notice }) });
  const body = [...introOf(kind, content), ...(link ? linkBlocks(content, link.until) : [])];
  return {
    subject: oneLine(texts.of(`mail.${kind}.subject`, { ...notice })),
    blocks: [greeting(content), ...body, said('mail.contact'), small(texts.of('mail.automatic'))],
    link: link?.url,
  };
}

function greeting({ texts, name }: MailContent): Block {
  const known = nameText(name ?? '');
  const text =
    known === '' ? texts.of('mail.greeting.no-name') : texts.of('mail.greeting', { name: known });
  return { kind: 'text', text };
}

function introOf(kind: MailKind, { texts, notice, denial }: MailContent): readonly Block[] {
  const intro: Block = { kind: 'text', text: texts.of(`mail.${kind}.intro`, { ...notice }) };
  if (kind !== 'denied' || !denial) return [intro];
  const { reason, note } = denial;
  const told = note ? [texts.of('mail.denied.note', { ...notice, note })] : [];
  const reasons = [texts.of(`denial.${reason}` as TextKey), ...told];
  return [
    intro,
    ...reasons.map((text): Block => ({ kind: 'quote', text })),
    { kind: 'text', text: texts.of('mail.denied.again') },
  ];
}

function linkBlocks({ texts, notice }: MailContent, until: string): readonly Block[] {
  const text = (key: TextKey, values = {}): Block => ({
    kind: 'text',
    text: texts.of(key, { ...notice, ...values }),
  });
  return [
    { kind: 'link', button: texts.of('mail.button') },
    text('mail.until', { date: texts.date(until) }),
    text('mail.own'),
    text('mail.voluntary'),
  ];
}

function small(text: string): Block {
  return { kind: 'small', text };
}
