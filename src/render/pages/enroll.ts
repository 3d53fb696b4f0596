import { type Html, html } from '../html.js';
import { failureHtml, type PageFailure } from './failure.js';
import { type Content, documentOf, type Surroundings } from './layout.js';
import { type Asked, photoForm } from './photo-form.js';
import { type Say, sayIn } from './said.js';

/** What the page by which people enroll themselves says. */
export type EnrollState =
  | { readonly kind: 'form'; readonly asked: Asked }
  | { readonly kind: 'failed'; readonly failure: PageFailure; readonly asked: Asked }
  /** No photo can be tried any more; `failure` is that of the last, if it was sent just now. */
  | { readonly kind: 'exhausted'; readonly failure?: PageFailure }
  | { readonly kind: 'enrolled' | 'waiting' | 'gone' | 'throttled' }
  | { readonly kind: 'expired'; readonly canSend: boolean }
  /** Whether one was sent before already. */
  | { readonly kind: 'sent'; readonly isBefore: boolean }
  /** Asks whether they want to say no; `sure` is what the form brings back if they do. */
  | { readonly kind: 'sure'; readonly sure: string }
  | { readonly kind: 'no'; readonly until: string }
  /** The server could not work on the photo, or has not got all of it; the form is there if the link is known. */
  | { readonly kind: 'busy'; readonly isLost: boolean; readonly asked: Asked | undefined };

/** The whole page in one of its states. */
export function enrollPage(around: Surroundings, state: EnrollState): string {
  return documentOf(around, contentOf(around, state));
}

function contentOf(around: Surroundings, state: EnrollState): Content {
  const { texts, asker } = around;
  const say = sayIn(texts, asker);
  const form = (asked: Asked): Html => photoForm(texts, asker, asked);
  switch (state.kind) {
    case 'form':
      return asking(
        'form',
        say('page.title'),
        html`<p class="lead">${say('page.lead')}</p>`,
        form(state.asked),
      );
    case 'busy': {
      const said = say(state.isLost ? 'send.failed' : 'send.busy');
      const text = html`<p class="reason" tabindex="-1" data-focus>${said}</p>`;
      const heading = say(state.isLost ? 'page.title' : 'busy.title');
      return asking('busy', heading, text, state.asked && form(state.asked));
    }
    case 'failed': {
      const again = html`<p>${say('result.failed.again')}</p>\n${form(state.asked)}`;
      const main = html`${failureHtml(say, state.failure)}${again}`;
      return { ...result('failed', say('result.failed.title'), main, true), needsScript: true };
    }
    case 'exhausted': {
      const failure = state.failure && failureHtml(say, state.failure);
      const main = html`${failure}<p>${say('result.exhausted.text')}</p>`;
      return result('exhausted', say('result.exhausted.title'), main, failure !== undefined);
    }
    case 'enrolled':
    case 'waiting':
      return told(say, state.kind, `result.${state.kind}.title`, `result.${state.kind}.text`);
    case 'gone':
    case 'throttled':
      return told(say, state.kind, `${state.kind}.title`, `${state.kind}.text`);
    case 'sent':
      if (state.isBefore) return told(say, 'sent', 'expired.title', 'expired.soon');
      return told(say, 'sent', 'expired.sent.title', 'expired.sent.text');
    case 'expired':
      return result('expired', say('expired.title'), state.canSend && offer(around, say));
    case 'sure':
      return result('sure', say('no.sure.title'), question(around, say, state.sure));
    case 'no': {
      const text = say('result.no.text', { date: texts.date(state.until) });
      return result('no', say('result.no.title'), html`<p>${text}</p>`);
    }
  }
}

/** A page that asks for a photo, after something that it says. */
function asking(state: string, heading: string, before: Html, form: Html | undefined): Content {
  const main = html`<h1>${heading}</h1>\n${before}\n${form}`;
  return { state, heading, main, needsScript: form !== undefined };
}

function told(
  say: Say,
  state: string,
  title: Parameters<Say>[0],
  text: Parameters<Say>[0],
): Content {
  return result(state, say(title), html`<p>${say(text)}</p>`);
}

/** A page that says what has become of something; its heading is where the focus goes. */
function result(state: string, heading: string, rest: Html | false, hasReason = false): Content {
  const described = hasReason && html` aria-describedby="reason"`;
  const main = html`<h1 id="result" tabindex="-1" data-focus${described}>${heading}</h1>\n${rest}`;
  return { state, heading, main, needsScript: false };
}

/** The second step of a refusal: programs that scan mail press the buttons that they find. */
function question({ texts }: Surroundings, say: Say, sure: string): Html {
  const language = html`<input type="hidden" name="lang" value="${texts.language}">`;
  return html`<p>${say('no.sure.text')}</p>
<form method="post" enctype="multipart/form-data">
${language}
<input type="hidden" name="sure" value="${sure}">
<button type="submit" id="sure" name="act" value="no" class="main">${say('no.sure.yes')}</button>
</form>
<form method="get">
${language}
<button type="submit" id="back">${say('no.sure.back')}</button>
</form>`;
}

/** The button that sends a new link to the address on record. */
function offer({ texts }: Surroundings, say: Say): Html {
  return html`<p>${say('expired.text')}</p>
<form method="post" enctype="multipart/form-data">
<input type="hidden" name="lang" value="${texts.language}">
<button type="submit" name="act" value="again" class="main">${say('expired.send')}</button>
</form>`;
}
