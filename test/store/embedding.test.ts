import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBlob, toBlob } from '../../src/store/embedding.js';

describe('an embedding in the database', () => {
  it('is float32 in little-endian order', () => {
    expect([...toBlob(Float32Array.of(1.5, -2))]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('is a copy, so that neither changes with the other', () => {
    const embedding = Float32Array.of(1, 2);
    const blob = toBlob(embedding);
    const back = fromBlob(blob);
    embedding[0] = 9;
    blob.fill(0);
    expect([...back]).toEqual([1, 2]);
  });

  it('comes back as it was, also from the middle of a larger buffer', () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 200 }), (embedding) => {
        const blob = toBlob(embedding);
        expect(fromBlob(blob)).toEqual(embedding);
        const shifted = Buffer.concat([Buffer.of(9), blob]).subarray(1);
        expect(fromBlob(shifted)).toEqual(embedding);
      }),
    );
  });
});
