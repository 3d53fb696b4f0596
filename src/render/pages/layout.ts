import { type Html, html, textOf } from '../html.js';
import type { Texts } from '../languages/texts.js';
import { type Asker, sayIn } from './said.js';

/** What every page of a person's has around its content. */
export interface Surroundings {
  readonly texts: Texts;
  readonly asker: Asker;
  /** Tags with the name of each language in itself, in the order of the menu. */
  readonly languages: readonly { readonly language: string; readonly name: string }[];
  /** Where the style sheet and the script are. */
  readonly assets: { readonly style: string; readonly script: string };
}

/** The content of a page. */
export interface Content {
  /** Its main heading, which is its title, too. */
  readonly heading: string;
  /** What the page is about, for the script and for tests. */
  readonly state: string;
  readonly main: Html;
  readonly needsScript: boolean;
}

/** A whole document. */
export function documentOf(around: Surroundings, content: Content): string {
  const { texts, asker, assets } = around;
  const { heading, state, main, needsScript } = content;
  const say = sayIn(texts, asker);
  const script = html`<script type="module" src="${assets.script}"></script>\n`;
  return textOf(html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${heading} – ${asker.company}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
${needsScript && script}</head>
<body>
<header>
<p class="company"><bdi>${asker.company}</bdi></p>
${languageMenu(around)}
</header>
<main id="main" data-state="${state}">
${main}
</main>
<footer>
<p>${withAddress(say('page.contact'), asker.contact)}</p>
</footer>
</body>
</html>
`);
}

/** Leads to the page in another language, by an address that says so. */
function languageMenu({ texts, asker, languages }: Surroundings): Html | undefined {
  if (languages.length < 2) return undefined;
  const say = sayIn(texts, asker);
  const options = languages.map(({ language, name }) => {
    const selected = language === texts.language && html` selected`;
    return html`<option value="${language}" lang="${language}"${selected}>${name}</option>\n`;
  });
  return html`<form class="languages" method="get">
<label for="language">${say('language.menu')}</label>
<select id="language" name="lang">
${options}</select>
<button type="submit">${say('language.change')}</button>
</form>`;
}

const MAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** A text in which the contact, where it is a mail address, can be used as such. */
function withAddress(text: string, contact: string): Html {
  const [before, after, ...others] = text.split(contact);
  if (!MAIL_ADDRESS.test(contact) || after === undefined || others.length > 0) {
    return html`${text}`;
  }
  return html`${before}<a href="mailto:${encodeURI(contact)}">${contact}</a>${after}`;
}
