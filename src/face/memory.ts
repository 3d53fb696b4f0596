/** Allocates arrays for pictures and crops, with undefined content. */
export interface Memory {
  bytes(length: number): Uint8Array;
  words(length: number): Int32Array;
}

/** Allocates every array anew. */
export const NEW_MEMORY: Memory = {
  bytes: (length) => new Uint8Array(length),
  words: (length) => new Int32Array(length),
};

/** Bytes that a thread keeps for its next photos: those of four photos processed at once. */
const MOST_KEPT = 8_000_000;

/** Larger buffers belong to rare photos and are not kept. */
const LARGEST_KEPT = 4_000_000;

/** Free buffers, by size. */
const shelf = new Map<number, ArrayBuffer[]>();
let kept = 0;

/**
 * The arrays of one photo, reused from earlier photos. A photo of 350 px needs more than 1 MB of
 * them; allocating them anew took a fifth of the time besides inference, mostly in garbage
 * collection, and let memory grow with the length of a batch.
 */
export class BorrowedMemory implements Memory {
  #buffers: ArrayBuffer[] = [];

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#take(length), 0, length);
  }

  words(length: number): Int32Array {
    return new Int32Array(this.#take(4 * length), 0, length);
  }

  /** Returns all arrays; they must not be used afterwards. */
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

/** Rounds up to one of four sizes per octave, so that photos of many sizes share buffers. */
function roundedUp(length: number): number {
  const step = 2 ** Math.max(8, Math.floor(Math.log2(Math.max(1, length))) - 2);
  return Math.ceil(length / step) * step;
}
