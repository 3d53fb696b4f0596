import { DENIAL_REASONS, MAX_NOTE_LENGTH } from '../../../domain/review.js';
import { type Html, html } from '../../html.js';
import { denialText } from './facts.js';

/** A denial that lacks something, as it is shown again. */
export interface DenialDraft {
  readonly reason: string;
  readonly note: string;
  readonly problem: string;
  /** Photos that were marked in the queue, by their IDs. */
  readonly marked: readonly string[];
}

/**
 * The part of a form by which photos are denied. It is folded, since most are approved; a draft
 * opens it.
 */
export function denialHtml(what: string, address: string, draft?: DenialDraft | undefined): Html {
  const options = DENIAL_REASONS.map((reason) => {
    const selected = reason === draft?.reason && html` selected`;
    return html`<option value="${reason}"${selected}>${denialText(reason)} (${reason})</option>\n`;
  });
  const described = draft && html` aria-describedby="denial-error"`;
  return html`<details class="denial" id="denial"${draft && html` open`}>
<summary>${what}…</summary>
${draft && html`<p class="error" id="denial-error" role="alert">${draft.problem}</p>\n`}<label for="reason">Reason, as the person reads it in their language</label>
<select id="reason" name="reason"${described}>
<option value="">Choose a reason</option>
${options}</select>
<label for="note">Note to the person (needed for OTHER)</label>
<textarea id="note" name="note" rows="3" maxlength="${MAX_NOTE_LENGTH}"${described}>${draft?.note}</textarea>
<button type="submit" formaction="${address}" class="bad">${what}</button>
</details>`;
}

/** The shortcuts; each of them does what something on the page does, too. */
export function shortcutsHtml(shortcuts: readonly (readonly [string, string])[]): Html {
  const rows = shortcuts.map(
    ([keys, what]) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>\n`,
  );
  return html`<details id="shortcuts" hidden>
<summary>Keyboard shortcuts (?)</summary>
<dl class="facts">
${rows}</dl>
<p class="tick"><input type="checkbox" id="use-shortcuts" checked><label for="use-shortcuts">Use keyboard shortcuts</label></p>
</details>`;
}
