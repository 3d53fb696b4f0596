import { describe, expect, it, vi } from 'vitest';
import { cropSquare } from '../../src/face/crop.js';
import { Pyramid } from '../../src/face/image.js';
import { BorrowedMemory } from '../../src/face/memory.js';
import { squareWindow } from '../../src/face/transform.js';
import { distinct, packed } from '../support/images.js';

describe('the memory of a photo', () => {
  it('gives arrays of the length that is asked for, and no two that overlap', () => {
    const memory = new BorrowedMemory();
    const [first, second] = [memory.bytes(1000), memory.words(1000)];
    expect([first.length, second.length]).toEqual([1000, 1000]);
    first.fill(1);
    second.fill(2);
    expect(first.every((value) => value === 1)).toBe(true);
  });

  it('is used again when it is given back, not before', async () => {
    // Other tests of this process may have filled the shelf.
    vi.resetModules();
    const { BorrowedMemory } = await import('../../src/face/memory.js');
    const [one, other] = [new BorrowedMemory(), new BorrowedMemory()];
    const first = one.bytes(123_457);
    expect(other.bytes(123_457).buffer).not.toBe(first.buffer);
    one.release();
    expect(other.bytes(123_457).buffer).toBe(first.buffer);
  });

  it('is not kept where a photo is far larger than others', () => {
    const memory = new BorrowedMemory();
    const { buffer } = memory.words(5_000_000);
    memory.release();
    expect(new BorrowedMemory().words(5_000_000).buffer).not.toBe(buffer);
  });

  it('leaves nothing of one photo in a crop of another', () => {
    const side = 64;
    // Half of the window lies beyond the edge of the picture, on every side in turn.
    const image = packed(distinct(100, 80));
    for (const center of [0, 80].flatMap((x) => [0, 80].map((y) => ({ x, y })))) {
      const window = squareWindow(center, 90, 0.4, side);
      const dirty = new BorrowedMemory();
      dirty.bytes(side * side * 3).fill(255);
      dirty.release();
      const used = cropSquare(new Pyramid(image, new BorrowedMemory()), window, side);
      expect(Buffer.from(used).equals(cropSquare(new Pyramid(image), window, side))).toBe(true);
    }
  });
});
