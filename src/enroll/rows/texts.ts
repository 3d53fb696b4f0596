import { Numbers } from './numbers.js';

/** A block that is hardly used costs no time: memory is mapped, not touched. */
const BLOCK_BYTES = 2 ** 18;

/** The length of a text precedes it, in two bytes. */
const PREFIX = 2;
const MAX_BYTES = 2 ** 16 - 1;

/**
 * Texts by number, in blocks of bytes instead of JavaScript strings: ten million of these are objects
 * that the garbage collector visits again and again, and have to fit its heap of a few gigabytes.
 *
 * The texts are well-formed Unicode, as a database returns them, of at most 65,535 bytes.
 */
export class Texts {
  #blocks: Buffer[] = [];
  /** Where each text begins, counted through all blocks. */
  #starts = new Numbers();
  /** Where the next one begins. */
  #end = 0;
  /** Bytes of texts that were removed. */
  #unused = 0;

  get length(): number {
    return this.#starts.length;
  }

  /** Throws a RangeError if there is no such text. */
  at(index: number): string {
    const { block, from, to } = this.#find(index);
    return block.toString('utf8', from, to);
  }

  push(text: string): void {
    this.#starts.push(this.#write(text));
  }

  /** Replaces the text at an index. */
  set(index: number, text: string): void {
    this.#erase(index);
    this.#starts.set(index, this.#write(text));
    this.#compact();
  }

  /** Removes the last text. */
  pop(): void {
    this.#erase(this.length - 1);
    this.#starts.pop();
    this.#compact();
  }

  #find(index: number): { readonly block: Buffer; readonly from: number; readonly to: number } {
    const start = this.#starts.at(index);
    if (start === undefined) throw new RangeError(`There is no text ${index}`);
    const block = this.#blocks[Math.floor(start / BLOCK_BYTES)] as Buffer;
    const from = (start % BLOCK_BYTES) + PREFIX;
    return { block, from, to: from + block.readUInt16LE(from - PREFIX) };
  }

  #write(text: string): number {
    const length = Buffer.byteLength(text);
    if (length > MAX_BYTES) throw new RangeError(`A text of ${length} bytes`);
    const { block, at, start } = this.#reserve(PREFIX + length);
    block.writeUInt16LE(length, at);
    block.write(text, at + PREFIX);
    return start;
  }

  /** Room for so many bytes in one block. */
  #reserve(bytes: number): { readonly block: Buffer; readonly at: number; readonly start: number } {
    const left = this.#blocks.length * BLOCK_BYTES - this.#end;
    if (left < bytes) {
      this.#unused += left;
      this.#end += left;
      this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES));
    }
    const start = this.#end;
    this.#end += bytes;
    return { block: this.#blocks.at(-1) as Buffer, at: start % BLOCK_BYTES, start };
  }

  /** Nothing of a removed text stays in memory. */
  #erase(index: number): void {
    const { block, from, to } = this.#find(index);
    block.fill(0, from, to);
    this.#unused += PREFIX + to - from;
  }

  /** Copies the texts that are left when removed ones take most of the memory. */
  #compact(): void {
    if (this.#unused <= Math.max(this.#end / 2, BLOCK_BYTES)) return;
    const left = new Texts();
    for (let index = 0; index < this.length; index += 1) left.push(this.at(index));
    this.#blocks = left.#blocks;
    this.#starts = left.#starts;
    this.#end = left.#end;
    this.#unused = left.#unused;
  }
}
