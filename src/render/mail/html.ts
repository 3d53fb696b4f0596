import { type Html, html, textOf } from '../html.js';
import type { Texts } from '../languages/texts.js';
import type { Block, MailParts } from './parts.js';

/**
 * The HTML part of a mail: no image, no style sheet, nothing from elsewhere. Text and background
 * have no color of their own, so that a program with a dark mode chooses both; the colors of the
 * button can be read on either, and in programs that invert them.
 */
export function htmlOf(
  { subject, blocks, link = '' }: MailParts,
  { language, direction }: Pick<Texts, 'language' | 'direction'>,
): string {
  const page = html`<!DOCTYPE html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
</head>
<body style="margin:0;padding:24px 16px">
<div lang="${language}" dir="${direction}" style="max-width:36em;margin:0 auto;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;overflow-wrap:break-word">
${blocks.map((block) => blockHtml(block, link))}</div>
</body>
</html>
`;
  return textOf(page);
}

function blockHtml(block: Block, link: string): Html {
  switch (block.kind) {
    case 'text':
      return html`<p style="margin:0 0 16px">${lines(block.text, link)}</p>\n`;
    case 'quote':
      return html`<p style="margin:0 0 16px;padding-inline-start:14px;border-inline-start:3px solid #767676">${lines(block.text, link)}</p>\n`;
    case 'small':
      return html`<p style="margin:24px 0 0;font-size:14px">${lines(block.text, link)}</p>\n`;
    case 'link':
      return html`${block.button !== undefined && buttonHtml(block.button, link)}<p dir="ltr" style="margin:0 0 16px;text-align:start;overflow-wrap:anywhere">${linkHtml(link)}</p>\n`;
  }
}

/** The border is there for programs that take backgrounds away. */
function buttonHtml(name: string, link: string): Html {
  return html`<p style="margin:0 0 16px"><a href="${link}" style="display:inline-block;padding:12px 22px;border:2px solid #1d5fd1;border-radius:8px;background-color:#1d5fd1;color:#ffffff;font-weight:600;text-decoration:none">${name}</a></p>\n`;
}

function lines(text: string, link: string): readonly Html[] {
  return text.split('\n').map((line, at) => {
    const pieces = link === '' ? [line] : line.split(link);
    const linked = pieces.map((piece, n) => html`${n > 0 && linkHtml(link)}${piece}`);
    return html`${at > 0 && html`<br>\n`}${linked}`;
  });
}

function linkHtml(link: string): Html {
  return html`<a href="${link}" dir="ltr">${link}</a>`;
}
