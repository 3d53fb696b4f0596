import type { DueDeletions } from '../../../domain/gallery-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { foreign, section, table } from '../parts.js';
import { command, type Drawn } from './drawn.js';

/** What is to be deleted by its dates: now, and in the next 30 days. */
export function retentionSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const { due, soon, unreadable } = report.retention;
  const isNothing = [due, soon].every(({ users, faces }) => users + faces === 0);
  const purge = command(drawn, 'purge', '--due', '--dry-run');
  const body = isNothing
    ? html`<p>${texts.of('gallery.retention.none')}</p>\n`
    : html`${part('due', due, drawn)}${part('soon', soon, drawn)}<p>${texts.html('gallery.retention.command', { command: purge })}</p>\n`;
  return section(
    listed,
    html`${body}${unreadable > 0 && html`<p>${texts.counted('gallery.retention.unreadable', unreadable)}</p>\n`}`,
  );
}

function part(when: 'due' | 'soon', due: DueDeletions, drawn: Drawn): Html {
  const { texts, look } = drawn;
  const { users, faces, templates, first } = due;
  if (users + faces === 0) {
    return html`<h3>${texts.of(`gallery.retention.${when}`)}</h3>
<p>${texts.of('gallery.retention.nothing')}</p>
`;
  }
  const counts = [
    ...(users > 0 ? [texts.counted('gallery.retention.users', users)] : []),
    ...(faces > 0 ? [texts.counted('gallery.retention.faces', faces)] : []),
    texts.counted('gallery.retention.templates', templates),
  ].join(' ');
  const rows = first.map(({ userId, what, date }) => [
    foreign(userId),
    texts.of(`gallery.retention.what.${what === 'user' ? 'user' : 'faces'}`),
    html`<span class="option">${printable(date ?? '')}</span>`,
  ]);
  const isAll = first.length === users + faces;
  const caption = isAll
    ? texts.of('gallery.retention.all')
    : texts.of('gallery.retention.first', { n: texts.number(first.length) });
  const columns = (['user', 'what', 'date'] as const).map((name) => ({
    heading: texts.of(`gallery.retention.${name}`),
  }));
  return html`<h3>${texts.of(`gallery.retention.${when}`)}</h3>
<p>${counts}</p>
${!look.anonymous && html`${table(caption, columns, rows)}\n`}`;
}
