import { Camera } from './camera.js';
import { PhotoForm } from './photo-form.js';

/**
 * The page on which people enroll themselves, with a camera and without loading it anew after each
 * photo. Nothing here has an effect on the server until somebody sends the form.
 */
const camera = new Camera();

let form = formOf(undefined);

function formOf(photo: File | undefined): PhotoForm | undefined {
  const found = document.querySelector<HTMLFormElement>('#photo-form');
  return found === null ? undefined : new PhotoForm({ form: found, camera, photo, answered });
}

/** Puts the main part of an answer in the place of the one before. */
function answered(page: Document, photo: File | undefined): void {
  const main = document.importNode(page.querySelector('main') as HTMLElement, true);
  form?.drop();
  document.querySelector('main')?.replaceWith(main);
  document.title = page.title;
  // A photo that failed would fail again; one that came without consent is still the one to send.
  form = formOf(main.dataset.state === 'form' ? photo : undefined);
  if (form === undefined) camera.release();
  main.querySelector<HTMLElement>('[data-focus]')?.focus();
}

function leave(): void {
  form?.closeCamera();
  camera.release();
}

window.addEventListener('pagehide', leave);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) leave();
});
