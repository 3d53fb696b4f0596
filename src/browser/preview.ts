import { element } from './elements.js';
import type { Say } from './texts.js';

/** Shows the photo that will be sent. */
export class Preview {
  readonly #place: HTMLElement;
  readonly #say: Say;
  readonly #other: () => void;
  #address: string | undefined;

  /** `other` is called when somebody wants another photo. */
  constructor(place: HTMLElement, say: Say, other: () => void) {
    this.#place = place;
    this.#say = say;
    this.#other = other;
  }

  show(photo: File): void {
    this.clear();
    this.#address = URL.createObjectURL(photo);
    const image = element('img', { src: this.#address, alt: photo.name });
    // The server says what is wrong with a file that no browser can show.
    image.addEventListener('error', () => image.replaceWith(photo.name));
    const caption = element('figcaption', {}, this.#say('photo.preview'));
    const other = element('button', { type: 'button' }, this.#say('photo.other'));
    other.addEventListener('click', this.#other);
    this.#place.append(element('figure', { tabIndex: -1 }, caption, image), other);
  }

  focus(): void {
    this.#place.querySelector('figure')?.focus();
  }

  clear(): void {
    if (this.#address !== undefined) URL.revokeObjectURL(this.#address);
    this.#address = undefined;
    this.#place.replaceChildren();
  }
}
