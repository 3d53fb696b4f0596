import { MAX_FILE_BYTES, MAX_FILE_MB } from '../../domain/limits.js';
import { type Html, html } from '../html.js';
import type { Texts } from '../languages/texts.js';
import { noticeHtml, type PhotoUse } from './notice-text.js';
import { type Asker, sayIn } from './said.js';
import { scriptTexts } from './script-texts.js';

/** What a form lacks. */
export type Missing = 'agree' | 'photo';

/** What a person is asked for. */
export interface Asked {
  readonly use: PhotoUse;
  /** When the link ends, as an instant. */
  readonly until: string;
  readonly triesLeft: number;
  /** Of what the page says before the photo, so that nobody agrees to what they have not read. */
  readonly digest: string;
  /** Whether they have agreed, in the form that this one follows. */
  readonly hasAgreed: boolean;
  readonly missing?: readonly Missing[] | undefined;
  /** Whether they have read another text than the one that is there now. */
  readonly hasChanged?: boolean | undefined;
}

/** The form by which a person agrees and sends a photo, or says no. */
export function photoForm(texts: Texts, asker: Asker, asked: Asked): Html {
  const say = sayIn(texts, asker);
  const { use, until, triesLeft, digest, hasAgreed, missing = [], hasChanged } = asked;
  const lacks = (what: Missing) => missing.includes(what);
  const [first] = missing;
  const marks = (what: Missing): Html =>
    html`${lacks(what) && html` aria-invalid="true"`}${first === what && html` data-focus`}`;
  return html`<form id="photo-form" method="post" enctype="multipart/form-data" data-max-bytes="${MAX_FILE_BYTES}" data-texts="${scriptTexts(say)}">
<input type="hidden" name="lang" value="${texts.language}">
<input type="hidden" name="read" value="${digest}">
<section class="notice" aria-labelledby="notice-title">
${noticeHtml(texts, asker, use, hasAgreed)}
${lacks('agree') && html`<p class="error" id="agree-error">${say(hasChanged ? 'notice.changed' : 'form.no-consent')}</p>\n`}<div class="tick">
<input type="checkbox" id="agree" name="agree" value="yes"${hasAgreed && html` checked`}${lacks('agree') && html` aria-describedby="agree-error"`}${marks('agree')}>
<label for="agree">${say('notice.agree')}</label>
</div>
</section>
<section aria-labelledby="photo-title">
<h2 id="photo-title">${say('photo.title')}</h2>
<p id="photo-help">${say('photo.help')}</p>
${lacks('photo') && html`<p class="error" id="photo-error">${say('form.no-photo')}</p>\n`}<div class="choose">
<label for="photo">${say('photo.choose')}</label>
<input type="file" id="photo" name="photo" accept="image/jpeg,image/png" aria-describedby="photo-help photo-formats${lacks('photo') && ' photo-error'}"${marks('photo')}>
<p id="photo-formats" class="hint">${say('photo.formats', { n: MAX_FILE_MB })}</p>
</div>
<div id="camera-place"></div>
<div id="preview-place"></div>
<button type="submit" id="send" name="act" value="send" class="main">${say('photo.send')}</button>
<p id="status" role="status" aria-live="polite"></p>
<p class="hint">${say('page.until', { date: texts.date(until) })} ${say('page.tries', { n: triesLeft })}</p>
</section>
<button type="submit" id="no" name="act" value="no" formnovalidate>${say('notice.no')}</button>
</form>`;
}
