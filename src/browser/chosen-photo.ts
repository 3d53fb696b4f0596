import { byId } from './elements.js';
import { isHeic } from './heic.js';
import { Preview } from './preview.js';
import { clearProblem, showProblem } from './problem.js';
import { megabytes, type Say } from './texts.js';

/** The photo that will be sent, from the file input or the camera, and what is said of it. */
export class ChosenPhoto {
  readonly #input = byId<HTMLInputElement>('photo');
  readonly #preview: Preview;
  readonly #say: Say;
  readonly #maxBytes: number;
  #file: File | undefined;

  constructor(form: HTMLFormElement, say: Say) {
    this.#say = say;
    this.#maxBytes = Number(form.dataset.maxBytes);
    this.#preview = new Preview(byId('preview-place'), say, () => this.#input.click());
    this.#input.addEventListener('change', () => this.#choose(this.#input.files?.[0]));
    // Browsers fill in again what was chosen when somebody comes back to a page.
    this.#choose(this.#input.files?.[0]);
  }

  get file(): File | undefined {
    return this.#file;
  }

  /** Takes a photo that was not chosen in the file input, and lets the input show it. */
  put(file: File): void {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    this.#input.files = transfer.files;
    this.#choose(file);
    this.#preview.focus();
  }

  /** Whether there is a photo that can be sent; says what is wrong otherwise. */
  async isFit(): Promise<boolean> {
    const problem = await this.#problem();
    if (problem === undefined) return true;
    showProblem(this.#input, problem);
    this.#input.focus();
    return false;
  }

  /** Frees what the preview holds. */
  drop(): void {
    this.#preview.clear();
  }

  async #choose(file: File | undefined): Promise<void> {
    this.#file = file;
    this.#preview.clear();
    clearProblem(this.#input);
    if (file === undefined) return;
    this.#preview.show(file);
    const problem = await this.#problem();
    if (problem !== undefined && file === this.#file) showProblem(this.#input, problem);
  }

  async #problem(): Promise<string | undefined> {
    const file = this.#file;
    if (file === undefined) return this.#say('form.no-photo');
    if (file.size > this.#maxBytes) {
      return this.#say('failure.FILE_TOO_LARGE', { n: megabytes(this.#maxBytes) });
    }
    return (await isHeic(file)) ? this.#say('failure.HEIC') : undefined;
  }
}
