/** Why there is no picture, by the last part of the text's name: camera.denied and so on. */
export type CameraProblem = 'denied' | 'none' | 'busy';

const PROBLEMS: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Large enough for every use of the photo, and within what each browser's canvas can hold. */
const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };

const WANTED = { video: { facingMode: 'user', ...SIZE }, audio: false };

/** Whether the browser has one for this page at all; not so in views inside of other apps. */
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === 'function';
}

/**
 * The camera of the person, asked for once: some browsers ask at each opening. So its stream is
 * kept while the page is in view, and shows nothing while nobody looks at it.
 */
export class Camera {
  #stream: MediaStream | undefined;

  /** Opens the camera, which may ask the person. */
  async open(): Promise<MediaStream | CameraProblem> {
    try {
      if (!this.#stream?.active) this.#stream = await navigator.mediaDevices.getUserMedia(WANTED);
    } catch (error) {
      return PROBLEMS[(error as DOMException).name] ?? 'none';
    }
    this.#enable(true);
    return this.#stream;
  }

  /** Lets the camera look away until it is opened again. */
  pause(): void {
    this.#enable(false);
  }

  /** Gives the camera back. */
  release(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  #enable(enabled: boolean): void {
    for (const track of this.#stream?.getTracks() ?? []) track.enabled = enabled;
  }
}
