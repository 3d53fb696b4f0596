import { FatalError } from '../../domain/fatal-error.js';
import { alternatives, printable } from '../../domain/text.js';
import { filled, placeholdersOf } from '../languages/placeholders.js';
import { type Block, type MailContent, type MailParts, nameText, oneLine } from './parts.js';

/** What the customer's own mail may have in braces. */
const PLACEHOLDERS = ['name', 'company', 'contact', 'link', 'date', 'user_id'] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

const SUBJECT = /^subject:\s*(.*\S)\s*$/i;

/**
 * Checks the customer's own mail: `Subject: ...`, an empty line, then the text with placeholders
 * such as `{name}`. A link alone on its line becomes a button, too.
 *
 * @param named the file, for messages
 * @throws {FatalError} naming the line.
 */
export function checkMailTemplate(template: string, named: string): void {
  const [first = '', ...body] = linesOf(template);
  if (!SUBJECT.test(first)) {
    throw new FatalError(`${named}, line 1: the first line must be "Subject: " and the subject`);
  }
  if (first.includes('{link}')) {
    throw new FatalError(`${named}, line 1: the link cannot stand in the subject`);
  }
  for (const [at, line] of [first, ...body].entries()) checkLine(line, `${named}, line ${at + 1}`);
  if (!body.some((line) => line.includes('{link}'))) {
    throw new FatalError(`${named}: {link} is missing: without it nobody can follow the e-mail`);
  }
}

function checkLine(line: string, where: string): void {
  for (const name of placeholdersOf(line)) {
    if (PLACEHOLDERS.some((known) => known === name)) continue;
    const known = alternatives(
      PLACEHOLDERS.map((one) => `{${one}}`),
      PLACEHOLDERS.length,
    );
    throw new FatalError(`${where}: ${printable(`{${name}}`)} is unknown; there is ${known}`);
  }
}

/** A mail after a template that was checked. */
export function partsOfTemplate(template: string, content: MailContent): MailParts {
  const [first = '', ...body] = linesOf(template);
  const values = valuesOf(content);
  const [, subject = ''] = SUBJECT.exec(first) ?? [];
  return {
    subject: oneLine(filled(subject, values)),
    blocks: paragraphs(body).map((text): Block => {
      if (text === '{link}') {
        return { kind: 'link', button: content.texts.of('mail.button') };
      }
      return { kind: 'text', text: filled(text, values) };
    }),
    link: content.link?.url,
  };
}

function valuesOf(content: MailContent): Readonly<Record<Placeholder, string>> {
  const { notice, name, userId, link, texts } = content;
  return {
    // A greeting needs somebody.
    name: nameText(name ?? userId),
    company: notice.company,
    contact: notice.contact,
    link: link?.url ?? '',
    date: link ? texts.date(link.until) : '',
    user_id: nameText(userId),
  };
}

/** Text between empty lines; the link is a paragraph also where none is around it. */
function paragraphs(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => (line.trim() === '{link}' ? '\n{link}\n' : line.trimEnd()))
    .join('\n')
    .split(/\n{2,}/)
    .map((text) => text.replace(/^\n+|\n+$/g, ''))
    .filter((text) => text !== '');
}

function linesOf(template: string): readonly string[] {
  return template.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}
