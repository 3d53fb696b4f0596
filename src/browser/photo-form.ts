import type { Camera } from './camera.js';
import { ChosenPhoto } from './chosen-photo.js';
import { announce, byId } from './elements.js';
import { clearProblem, showProblem } from './problem.js';
import type { Answer } from './send.js';
import { sentWithProgress } from './sending.js';
import { megabytes, type Say, textsOf } from './texts.js';
import { Viewfinder } from './viewfinder.js';

/** States of an answer that will be another when the same photo is sent again. */
const MOMENTARY: ReadonlySet<string | undefined> = new Set(['busy', 'throttled']);

interface Options {
  readonly form: HTMLFormElement;
  readonly camera: Camera;
  /** The photo of the form before, where it is still the one to send. */
  readonly photo: File | undefined;
  /** Is given each page that comes in answer, and the photo that was sent. */
  readonly answered: (page: Document, photo: File | undefined) => void;
}

/** The form for consent and photo. What it does works without it, too: it is sent as a form then. */
export class PhotoForm {
  readonly #options: Options;
  readonly #say: Say;
  readonly #agree = byId<HTMLInputElement>('agree');
  readonly #photo: ChosenPhoto;
  readonly #viewfinder: Viewfinder;
  #isSending = false;

  constructor(options: Options) {
    const { form, camera, photo } = options;
    this.#options = options;
    this.#say = textsOf(form);
    this.#photo = new ChosenPhoto(form, this.#say);
    this.#viewfinder = new Viewfinder({
      camera,
      place: byId('camera-place'),
      say: this.#say,
      taken: (photo) => this.#taken(photo),
    });
    if (photo !== undefined) this.#photo.put(photo);
    // The browser's own messages would be in the browser's language, not in the page's.
    form.noValidate = true;
    form.addEventListener('submit', (event) => this.#submit(event));
    this.#agree.addEventListener('change', () => clearProblem(this.#agree));
  }

  /** Frees what the form holds, when another takes its place. */
  drop(): void {
    this.#photo.drop();
    this.closeCamera();
  }

  closeCamera(): void {
    this.#viewfinder.close();
  }

  #taken(photo: File): void {
    this.#photo.put(photo);
    announce(this.#say('camera.taken'));
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.#isSending) return;
    this.#isSending = true;
    const button = event.submitter as HTMLButtonElement | null;
    button?.setAttribute('aria-disabled', 'true');
    try {
      await this.#send(button?.value ?? 'send');
    } finally {
      this.#isSending = false;
      button?.removeAttribute('aria-disabled');
    }
  }

  async #send(act: string): Promise<void> {
    if (act === 'send' && !(await this.#isComplete())) return;
    this.closeCamera();
    const answer = await sentWithProgress(this.#options.form.action, this.#data(act), this.#say);
    const trouble = this.#trouble(answer);
    if (trouble !== undefined) return announce(trouble, 'problem');
    this.#options.answered(answer.page as Document, this.#photo.file);
  }

  async #isComplete(): Promise<boolean> {
    if (this.#agree.checked) return this.#photo.isFit();
    showProblem(this.#agree, this.#say('form.no-consent'));
    this.#agree.focus();
    return false;
  }

  #data(act: string): FormData {
    const data = new FormData(this.#options.form);
    const photo = this.#photo.file;
    data.set('act', act);
    if (act === 'send' && photo !== undefined) data.set('photo', photo);
    else data.delete('photo');
    return data;
  }

  /** Why the form stays with its photo, to be sent again. */
  #trouble({ status, page }: Answer): string | undefined {
    const main = page?.querySelector<HTMLElement>('main');
    if (main) return MOMENTARY.has(main.dataset.state) ? firstWords(main) : undefined;
    // A proxy before the server takes less than the server does.
    if (status === 413) {
      const n = megabytes(this.#photo.file?.size ?? 0);
      return this.#say('failure.FILE_TOO_LARGE', { n });
    }
    return this.#say(status === 503 ? 'send.busy' : 'send.failed');
  }
}

function firstWords(main: HTMLElement): string | undefined {
  return main.querySelector('p')?.textContent ?? undefined;
}
