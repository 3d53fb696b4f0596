import { tooLittle } from '../domain/too-little.js';

/** What is kept of the end of an output, in characters. */
const KEPT = 4000;

/** What is quoted of a line, in characters. */
const QUOTED = 200;

/** Lines that name no cause: Node.js' version, the frames of a stack, and what is round a message. */
const NO_CAUSE = /^\s|^\d+: |^-----|^Node\.js v|^[^\p{L}\p{N}]*$/u;

/** The end of what a process wrote to stderr: why it died, if it or the system's library knew. */
export class LastWords {
  #text = '';

  add(data: Buffer): void {
    this.#text = (this.#text + data.toString('utf8')).slice(-KEPT);
  }

  /** `how`, followed by the last line that tells more, if there is one. */
  after(how: string): string {
    const lines = this.#text.split(/[\r\n]+/).filter((line) => line !== '' && !NO_CAUSE.test(line));
    // Where memory or files ran out, what is said after that only follows from it.
    const last = lines.find((line) => tooLittle(line) !== undefined) ?? lines.at(-1);
    return last === undefined ? how : `${how}: ${last.replace(/^[#\s]+/, '').slice(0, QUOTED)}`;
  }
}
