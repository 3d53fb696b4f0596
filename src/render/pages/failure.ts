import { MAX_FILE_MB } from '../../domain/limits.js';
import { type Html, html } from '../html.js';
import { ENGLISH, type TextKey } from '../languages/texts.js';
import type { Say } from './said.js';

/** Why a photo cannot be used, for the person. */
export interface PageFailure {
  readonly code: string;
  /** Names of texts `problem.*` that apply. */
  readonly problems: readonly string[];
  /** A JPEG of the photo with the faces that were found, as base64. */
  readonly picture?: string | undefined;
}

/** The reason in words, what to do, and the picture where there is one. */
export function failureHtml(say: Say, { code, problems, picture }: PageFailure): Html {
  const items = problemsOf(code, problems);
  const list = html`\n<ul>\n${items.map((key) => html`<li>${say(key)}</li>\n`)}</ul>`;
  const shown = html`<img id="picture" class="picture" src="data:image/jpeg;base64,${picture}" alt="${say('result.failed.picture')}">\n`;
  return html`<div id="reason" class="reason">
<p>${say(reasonOf(code), { n: MAX_FILE_MB })}</p>${items.length > 0 && list}
</div>
${picture !== undefined && shown}`;
}

function reasonOf(code: string): TextKey {
  return keyOf(`failure.${code}`) ?? 'failure.other';
}

function problemsOf(code: string, problems: readonly string[]): readonly TextKey[] {
  const known = problems.flatMap((name) => keyOf(`problem.${name}`) ?? []);
  if (known.length > 0) return known;
  const general = keyOf(`failure.${code}.general`);
  return general === undefined ? [] : [general];
}

function keyOf(name: string): TextKey | undefined {
  return Object.hasOwn(ENGLISH, name) ? (name as TextKey) : undefined;
}
