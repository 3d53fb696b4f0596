import { type Camera, hasCamera } from './camera.js';
import { captured } from './capture.js';
import { announce, element } from './elements.js';
import type { Say } from './texts.js';

/** Seconds in which a person puts the phone down, or looks up. */
const COUNTDOWN = 3;

interface Options {
  readonly camera: Camera;
  readonly place: HTMLElement;
  readonly say: Say;
  /** Is given the photo that was taken. */
  readonly taken: (photo: File) => void;
}

/** The button that opens the camera, and the camera's picture with an oval for the face. */
export class Viewfinder {
  readonly #options: Options;
  readonly #opener: HTMLButtonElement;
  #view: HTMLElement | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#opener = this.#button('camera.open', () => this.#open());
    if (hasCamera()) options.place.append(this.#opener);
  }

  /** Ends the view, where one is open; the button that opens it is back. */
  close(): void {
    this.#options.camera.pause();
    this.#view?.remove();
    this.#view = undefined;
    this.#opener.hidden = false;
  }

  async #open(): Promise<void> {
    const { camera, place, say } = this.#options;
    const stream = await camera.open();
    if (typeof stream === 'string') return announce(say(`camera.${stream}`), 'problem');
    // They may have looked elsewhere, or sent the form, before they allowed it.
    if (document.hidden || !place.isConnected) return camera.release();
    const video = element('video', { muted: true, playsInline: true, srcObject: stream });
    video.setAttribute('aria-label', say('camera.view'));
    stream.getTracks()[0]?.addEventListener('ended', () => this.close());
    this.#show(video);
    if (await plays(video)) announce(say('camera.ready'));
  }

  #show(video: HTMLVideoElement): void {
    const { say, place } = this.#options;
    const oval = element('div', { className: 'camera-oval' });
    const count = element('div', { className: 'camera-count' });
    const take = this.#button('camera.take', () => this.#take(video, count));
    take.className = 'main';
    const close = this.#button('camera.close', () => this.#leave());
    this.#view = element(
      'div',
      { className: 'camera' },
      element('div', { className: 'camera-picture' }, video, oval, count),
      element('p', { className: 'camera-hint' }, say('camera.place')),
      element('div', { className: 'camera-buttons' }, take, close),
    );
    // Both are for the eye: what they show is announced in words.
    for (const picture of [oval, count]) picture.setAttribute('aria-hidden', 'true');
    this.#opener.hidden = true;
    place.append(this.#view);
    take.focus();
  }

  async #take(video: HTMLVideoElement, count: HTMLElement): Promise<void> {
    const { say, taken } = this.#options;
    if (!(await plays(video))) return;
    for (let left = COUNTDOWN; left > 0; left -= 1) {
      announce(say('camera.countdown', { n: left }));
      count.textContent = `${left}`;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (!video.isConnected) return;
    }
    count.textContent = '';
    const photo = await captured(video);
    if (typeof photo === 'string') return announce(say(`camera.${photo}`), 'problem');
    this.close();
    taken(photo);
  }

  #leave(): void {
    this.#options.camera.release();
    this.close();
    announce('');
    this.#opener.focus();
  }

  /** A button that does nothing more while it is at work. */
  #button(key: string, act: () => Promise<void> | void): HTMLButtonElement {
    const button = element('button', { type: 'button' }, this.#options.say(key));
    let works = false;
    button.addEventListener('click', async () => {
      if (works) return;
      works = true;
      try {
        await act();
      } finally {
        works = false;
      }
    });
    return button;
  }
}

/** Waits until there is a picture; false if the view was closed before. */
function plays(video: HTMLVideoElement): Promise<boolean> {
  return video.play().then(
    () => true,
    () => false,
  );
}
