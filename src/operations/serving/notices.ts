/** What is said before there is a log to say it in, and afterwards. */
export class Notices {
  #kept: string[] = [];
  #listener: ((message: string) => void) | undefined;

  /** Says something now, or as soon as somebody listens. */
  readonly tell = (message: string): void => {
    if (this.#listener) this.#listener(message);
    else this.#kept.push(message);
  };

  /** Hears what was said, and what is said from now on. */
  listen(listener: (message: string) => void): void {
    this.#listener = listener;
    for (const message of this.#kept.splice(0)) listener(message);
  }
}
