import { DENIAL_REASONS, MAX_NOTE_LENGTH } from '../../../domain/review.js';
import { type Html, html } from '../../html.js';
import { denialText } from './facts.js';

/** The part of a form by which photos are denied; it opens, since most are approved. */
export function denialHtml(what: string, address: string): Html {
  const options = DENIAL_REASONS.map(
    (reason) => html`<option value="${reason}">${denialText(reason)} (${reason})</option>\n`,
  );
  return html`<details class="denial" id="denial">
<summary>${what}…</summary>
<label for="reason">Reason, as the person reads it in their language</label>
<select id="reason" name="reason">
<option value="">Choose a reason</option>
${options}</select>
<label for="note">Note to the person (needed for OTHER)</label>
<textarea id="note" name="note" rows="3" maxlength="${MAX_NOTE_LENGTH}"></textarea>
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
