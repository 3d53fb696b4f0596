import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPlace, samplePlace, templatePlace } from '../../src/store/secrets/place.js';
import { seal, unseal } from '../../src/system/seal.js';

const KEY = fc.uint8Array({ minLength: 32, maxLength: 32 });
const BYTES = fc.uint8Array({ maxLength: 600 });

describe('a sealed secret', () => {
  it('opens with its key and at its place, whatever it is', () => {
    fc.assert(
      fc.property(KEY, BYTES, fc.string({ unit: 'binary' }), (key, plain, place) => {
        const sealed = seal(key, plain, place);
        expect(sealed).toHaveLength(plain.length + 29);
        expect(unseal(key, sealed, place)).toEqual(Buffer.from(plain));
      }),
    );
  });

  it('opens with no other key and at no other place', () => {
    fc.assert(
      fc.property(KEY, KEY, BYTES, fc.string(), fc.string(), (key, other, plain, place, where) => {
        fc.pre(place !== where && Buffer.compare(key, other) !== 0);
        const sealed = seal(key, plain, place);
        expect(unseal(other, sealed, place)).toBeUndefined();
        expect(unseal(key, sealed, where)).toBeUndefined();
      }),
    );
  });

  it('does not open when any bit of it was changed, or it was cut or made longer', () => {
    const key = randomBytes(32);
    const sealed = seal(key, randomBytes(20), 'here');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(unseal(key, altered, 'here'), `bit ${bit}`).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(unseal(key, sealed.subarray(0, length), 'here'), `${length} bytes`).toBeUndefined();
    }
    expect(unseal(key, Buffer.concat([sealed, Buffer.of(0)]), 'here')).toBeUndefined();
  });

  it('never looks the same twice', () => {
    const key = randomBytes(32);
    const all = Array.from({ length: 50 }, () => seal(key, Buffer.of(7), '').toString('hex'));
    expect(new Set(all).size).toBe(50);
  });
});

describe('the name of a place', () => {
  it('is another one for other IDs, however they are put together', () => {
    const id = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\', '\u0000', '[') });
    const ids = fc.record({ collection: id, userId: id, faceId: id, encoder: id });
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        fc.pre(Object.entries(one).join() !== Object.entries(other).join());
        expect(templatePlace(one).name).not.toBe(templatePlace(other).name);
      }),
    );
  });

  it('tells the kinds and columns apart', () => {
    const ids = { collection: 'a', userId: 'b', extractor: 'b', path: 'c' };
    const names = [
      keyPlace({ collection: 'a', userId: 'b' }),
      keyPlace({ collection: 'a', userId: null }),
      samplePlace('embedding', ids).name,
      samplePlace('profile_image', ids).name,
    ];
    expect(new Set(names).size).toBe(4);
  });
});
