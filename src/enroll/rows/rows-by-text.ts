import { Numbers } from './numbers.js';
import type { Texts } from './texts.js';

/** The end of a chain. */
const NONE = -1;

/**
 * Finds the rows that have a text: a hash table of row numbers, beside texts that stay where they
 * are. A map of strings to arrays takes five times the memory, and holds 16 million at most.
 */
export class RowsByText {
  /** The first row of each chain; their number is a power of two. */
  #heads = new Int32Array(64).fill(NONE);
  /** The row after each row in its chain. */
  readonly #next = new Numbers();

  /** `texts` has the text of each row. */
  constructor(private readonly texts: Texts) {}

  /** The rows of a text, the last added first. */
  of(text: string): number[] {
    const rows: number[] = [];
    for (let row = this.#headOf(text); row !== NONE; row = this.#after(row)) {
      if (this.texts.at(row) === text) rows.push(row);
    }
    return rows;
  }

  /** Adds a row after the last one; its text is in `texts` already. */
  push(text: string): void {
    if (this.#next.length >= this.#heads.length) this.#grow();
    this.#next.push(NONE);
    this.#link(text, this.#next.length - 1);
  }

  /** Removes a row, of which the text is still there; the last one takes its number. */
  remove(row: number): void {
    const last = this.#next.length - 1;
    this.#pointInstead(row, this.#after(row));
    if (row !== last) {
      this.#next.set(row, this.#after(last));
      this.#pointInstead(last, row);
    }
    this.#next.pop();
  }

  #grow(): void {
    this.#heads = new Int32Array(this.#heads.length * 2).fill(NONE);
    for (let row = 0; row < this.#next.length; row += 1) this.#link(this.texts.at(row), row);
  }

  #link(text: string, row: number): void {
    const chain = this.#chainOf(text);
    this.#next.set(row, this.#heads[chain] ?? NONE);
    this.#heads[chain] = row;
  }

  /** Makes whatever points to a row of its chain point to another. */
  #pointInstead(row: number, other: number): void {
    const chain = this.#chainOf(this.texts.at(row));
    if (this.#heads[chain] === row) {
      this.#heads[chain] = other;
      return;
    }
    let before = this.#heads[chain] ?? NONE;
    while (this.#after(before) !== row) before = this.#after(before);
    this.#next.set(before, other);
  }

  #after(row: number): number {
    return this.#next.at(row) ?? NONE;
  }

  #headOf(text: string): number {
    return this.#heads[this.#chainOf(text)] ?? NONE;
  }

  #chainOf(text: string): number {
    return hashOf(text) & (this.#heads.length - 1);
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}
