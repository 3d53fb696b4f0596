import type { ReportedPhoto } from '../../../domain/run-report.js';
import { type Html, html } from '../../html.js';
import { foreign } from '../parts.js';
import type { Drawn } from './run-file.js';

/** Whose photo it is, and where it is found; in an anonymous report its row alone, if it has one. */
export function who({ row, userId, file }: ReportedPhoto, { texts, look }: Drawn): Html {
  const place = row === undefined ? undefined : texts.of('photo.row', { row });
  if (look.anonymous) return html`<h4>${place ?? texts.of('photo.any')}</h4>\n`;
  const name = userId === '' ? texts.of('photo.noUser') : foreign(userId);
  return html`<h4>${name}</h4>
<p class="hint">${place !== undefined && html`${place}, `}${foreign(file)}</p>
`;
}
