import { tooLittle } from '../domain/too-little.js';

/** Characters to keep from the end of the output. */
const KEPT_LENGTH = 4000;

/** Characters to quote from a line. */
const QUOTED_LENGTH = 200;

/** Lines without a cause: Node.js' version, stack frames, and decoration around messages. */
const NO_CAUSE = /^\s|^\d+: |^-----|^Node\.js v|^[^\p{L}\p{N}]*$/u;

/** The end of a process' stderr, which may say why it died. */
export class LastWords {
  #text = '';

  add(data: Buffer): void {
    this.#text = (this.#text + data.toString('utf8')).slice(-KEPT_LENGTH);
  }

  /** `how`, followed by the last informative line, if there is one. */
  after(how: string): string {
    const lines = this.#text.split(/[\r\n]+/).filter((line) => line !== '' && !NO_CAUSE.test(line));
    // Errors after running out of memory or files are consequences.
    const last = lines.find((line) => tooLittle(line) !== undefined) ?? lines.at(-1);
    return last === undefined
      ? how
      : `${how}: ${last.replace(/^[#\s]+/, '').slice(0, QUOTED_LENGTH)}`;
  }
}
