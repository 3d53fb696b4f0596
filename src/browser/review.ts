import { letDraw } from './review-crop.js';
import { addShortcuts } from './review-shortcuts.js';

/** The page on which operators decide about photos. All of it works without this script, too. */
const status = document.querySelector('#status');

/** Screen readers announce what changes, and not what was there when the page came. */
if (status?.textContent?.trim()) {
  const said = [...status.childNodes];
  status.replaceChildren();
  setTimeout(() => status.replaceChildren(...said), 100);
}

addShortcuts();

const photo = document.querySelector<HTMLImageElement>('#photo');
const crop = document.querySelector<HTMLDetailsElement>('#crop');
if (photo && crop) letDraw(photo, crop);
