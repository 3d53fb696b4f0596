import { describe, expect, it } from 'vitest';
import { strongest } from '../../src/domain/rated-pack.js';
import { packOf, publishedPack, strengthOf } from '../support/strengths.js';

const good = strengthOf(0.98, 0.95, 0.9, 0.8);
const poor = strengthOf(0.7, 0.5, 0.3, 0.1);

describe('the strongest pack', () => {
  it('is the one that finds most in a gallery of that size', () => {
    const early = strengthOf(0.99, 0.98, 0.6, 0.2);
    const packs = [packOf('good', good), packOf('early', early), packOf('poor', poor)];
    expect(strongest(packs, 1)?.name).toBe('early');
    expect(strongest(packs, 100)?.name).toBe('good');
  });

  it('is an installed one where the difference may be chance, and not where it is more', () => {
    const hardlyBetter = strengthOf(0.99, 0.97, 0.92, 0.82);
    const better = strengthOf(0.99, 0.97, 0.95, 0.85);
    const installed = packOf('installed', good);
    const name = (other: typeof good) =>
      strongest([publishedPack('other', other), installed], 100)?.name;
    expect(name(hardlyBetter)).toBe('installed');
    expect(name(better)).toBe('other');
  });

  it('is none whose license forbids uses, that was not measured or that nobody can install', () => {
    const packs = [
      packOf('restricted', good, { isRestricted: true }),
      packOf('unmeasured', undefined),
      packOf('own files', good, { isInstalled: false }),
    ];
    expect(strongest(packs, 100)).toBeUndefined();
    expect(strongest([...packs, packOf('poor', poor)], 100)?.name).toBe('poor');
  });
});
