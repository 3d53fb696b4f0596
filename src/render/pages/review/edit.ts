import { type Html, html } from '../../html.js';
import { csrfField, REVIEW, type SignedIn } from './layout.js';

/** What can be done to a photo. */
export interface Editable {
  readonly isEdited: boolean;
  readonly canEdit: boolean;
  /** Of the photo as it is shown. */
  readonly version: string;
}

const SIDES = [
  ['left', 'From the left', 0],
  ['top', 'From the top', 0],
  ['width', 'Width', 100],
  ['height', 'Height', 100],
] as const;

/** Turns and crops; the photo is judged again. The script lets one draw the crop. */
export function editHtml(
  signedIn: SignedIn,
  submissionId: string,
  { isEdited, canEdit, version }: Editable,
): Html {
  const address = `${REVIEW}/${submissionId}/edit`;
  const fields = html`${csrfField(signedIn)}
<input type="hidden" name="version" value="${version}">`;
  const takeBack = html`<button type="submit" name="act" value="back">Undo crop and turn</button>\n`;
  const changes = html`<button type="submit" name="act" value="left">Turn left</button>
<button type="submit" name="act" value="right">Turn right</button>
`;
  const crop = html`<form method="post" action="${address}">
${fields}
<details id="crop">
<summary>Crop</summary>
<p class="hint" id="crop-help">What stays of the photo, in percent of its sides.</p>
<div class="sides">
${SIDES.map(([name, text, value]) => html`<p><label for="crop-${name}">${text}</label><input type="number" id="crop-${name}" name="${name}" value="${value}" min="0" max="100" step="any" required></p>\n`)}</div>
<button type="submit" name="act" value="crop">Crop</button>
</details>
</form>`;
  return html`<form class="edit" method="post" action="${address}">
${fields}
${canEdit && changes}${isEdited && takeBack}</form>
${canEdit ? crop : html`<p class="hint">To crop or turn it in another way, take that back first.</p>`}`;
}
