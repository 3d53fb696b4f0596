/** Gives the arrays that pictures and crops are kept in; what they hold at first is anything. */
export interface Memory {
  bytes(length: number): Uint8Array;
  words(length: number): Int32Array;
}

/** Makes each array anew. */
export const NEW_MEMORY: Memory = {
  bytes: (length) => new Uint8Array(length),
  words: (length) => new Int32Array(length),
};

/** A thread keeps so many bytes for its next photos: those of four photos that are at work at once. */
const MOST_KEPT = 8_000_000;

/** Larger buffers are of photos that are rare. */
const LARGEST_KEPT = 4_000_000;

/** Buffers that no photo uses, by their size. */
const shelf = new Map<number, ArrayBuffer[]>();
let kept = 0;

/**
 * The arrays of one photo, taken from those of photos before it. A photo of 350 px needs more
 * than 1 MB of them; made anew for each, they took a fifth of the time beside inference, most
 * of it in collections of garbage, and let the memory grow with the length of a batch.
 */
export class BorrowedMemory implements Memory {
  #buffers: ArrayBuffer[] = [];

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#take(length), 0, length);
  }

  words(length: number): Int32Array {
    return new Int32Array(this.#take(4 * length), 0, length);
  }

  /** Gives all back: nobody may use any of the arrays from now on. */
  release(): void {
    for (const buffer of this.#buffers) keep(buffer);
    this.#buffers = [];
  }

  #take(length: number): ArrayBuffer {
    const size = roundedUp(length);
    const found = shelf.get(size)?.pop();
    if (found) kept -= size;
    const buffer = found ?? new ArrayBuffer(size);
    this.#buffers.push(buffer);
    return buffer;
  }
}

function keep(buffer: ArrayBuffer): void {
  const size = buffer.byteLength;
  if (size > LARGEST_KEPT || kept + size > MOST_KEPT) return;
  const same = shelf.get(size);
  if (same) same.push(buffer);
  else shelf.set(size, [buffer]);
  kept += size;
}

/** To the next of four sizes in an octave, so that photos of many sizes share their buffers. */
function roundedUp(length: number): number {
  const step = 2 ** Math.max(8, Math.floor(Math.log2(Math.max(1, length))) - 2);
  return Math.ceil(length / step) * step;
}
