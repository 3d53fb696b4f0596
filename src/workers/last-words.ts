/** What is kept of the end of an output, in characters. */
const KEPT = 4000;

/** What is quoted of a line, in characters. */
const QUOTED = 200;

/** Lines that name no cause: Node.js' version and the frames of a stack. */
const NO_CAUSE = /^\s|^\d+: |^-----|^Node\.js v/;

/** The end of what a process wrote to stderr: why it died, if it or the system's library knew. */
export class LastWords {
  #text = '';

  add(data: Buffer): void {
    this.#text = (this.#text + data.toString('utf8')).slice(-KEPT);
  }

  /** `how`, followed by the last line that tells more, if there is one. */
  after(how: string): string {
    const lines = this.#text.split(/[\r\n]+/).filter((line) => line !== '' && !NO_CAUSE.test(line));
    const last = lines.at(-1);
    return last === undefined ? how : `${how}: ${last.slice(0, QUOTED)}`;
  }
}
