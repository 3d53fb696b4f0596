import type { Picture } from '../../../domain/run-report.js';
import { type Html, html } from '../../html.js';
import type { Drawn } from './run-file.js';

/** A face, or a box that says why there is none; nothing in an anonymous report. */
export function facePicture(
  picture: Picture,
  alt: string,
  { texts, look }: Pick<Drawn, 'texts' | 'look'>,
): Html | undefined {
  if (look.anonymous) return undefined;
  if ('missing' in picture) {
    return html`<p class="no-face">${texts.of(`picture.missing.${picture.missing}`)}</p>`;
  }
  const { jpeg, width, height } = picture;
  const data = Buffer.from(jpeg).toString('base64');
  return html`<img class="face" src="data:image/jpeg;base64,${data}" width="${width}" height="${height}" alt="${alt}">`;
}
