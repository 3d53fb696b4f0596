import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { foreign, section } from '../parts.js';
import { command, type Drawn } from './drawn.js';

/** Users who have no face, the first of them by name, and how to list them all. */
export function facelessSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts, look } = drawn;
  const { users, first } = report.faceless;
  if (users === 0) return section(listed, html`<p>${texts.of('gallery.faceless.none')}</p>`);
  const list = command(drawn, 'users', 'list', '--without-face');
  const names = html`${
    first.length < users &&
    html`<p>${texts.of('gallery.faceless.first', { n: texts.number(first.length) })}</p>\n`
  }<ul class="ids">
${first.map((userId) => html`<li>${foreign(userId)}</li>\n`)}</ul>
`;
  return section(
    listed,
    html`<p>${texts.counted('gallery.faceless.count', users)}</p>
${!look.anonymous && names}<p>${texts.html('gallery.faceless.command', { command: list })}</p>`,
  );
}
