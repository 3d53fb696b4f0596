const BLOCK = 2 ** 12;

/**
 * Whole numbers by index, outside the JavaScript heap: an array of millions in it is walked through at
 * every garbage collection.
 */
export class Numbers {
  /** They never move. */
  readonly #blocks: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Undefined if there is none. */
  at(index: number): number | undefined {
    return index < this.#length
      ? this.#blocks[Math.floor(index / BLOCK)]?.[index % BLOCK]
      : undefined;
  }

  push(value: number): void {
    if (this.#length === this.#blocks.length * BLOCK) this.#blocks.push(new Float64Array(BLOCK));
    this.#length += 1;
    this.set(this.#length - 1, value);
  }

  /** Replaces the number at an index; does nothing if there is none. */
  set(index: number, value: number): void {
    const block = this.#blocks[Math.floor(index / BLOCK)];
    if (block && index < this.#length) block[index % BLOCK] = value;
  }

  /** Removes the last number. */
  pop(): void {
    this.#length = Math.max(0, this.#length - 1);
    if (this.#length % BLOCK === 0) this.#blocks.length = this.#length / BLOCK;
  }
}
