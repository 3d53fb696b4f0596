import { describe, expect, it } from 'vitest';
import { largestGallery } from '../../src/domain/largest-gallery.js';

describe('the largest gallery', () => {
  it('is the collection with most templates of all encoders, and named after most of these', () => {
    const counts = [
      { collection: 'visitors', encoder: 'old', templates: 70 },
      { collection: 'staff', encoder: 'new', templates: 60 },
      { collection: 'staff', encoder: 'old', templates: 40 },
    ];
    const gallery = { collection: 'staff', encoder: 'new', templates: 100, isOneOfMany: true };
    expect(largestGallery(counts)).toEqual(gallery);
    expect(largestGallery(counts.slice(0, 1))).toMatchObject({ isOneOfMany: false });
  });

  it('is none where nobody is enrolled', () => {
    expect(largestGallery([])).toBeUndefined();
  });
});
