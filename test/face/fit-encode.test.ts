import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Limit, PhotoProfile } from '../../src/domain/photo-profile.js';
import { Deadline } from '../../src/face/deadline.js';
import { FitEncoder } from '../../src/face/fit-encode.js';
import { limit, profileOf } from '../support/profiles.js';

const SIZE = { width: 400, height: 500 };

/** A picture with as much detail as a face before a wall has: noise that is smoothed. */
async function picture() {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { ...SIZE, channels: 3, background: 'gray', noise } as const;
  const data = await sharp({ create }).blur(2).raw().toBuffer();
  return { data, ...SIZE };
}

const FACE = {
  box: { x: 100, y: 150, width: 200, height: 200 },
  eyes: { x: 200, y: 200, distance: 90 },
  ...{ crown: 90, chin: 350 },
};

async function encoded(limits: readonly Limit[], more: Partial<PhotoProfile> = {}) {
  const encoder = new FitEncoder(profileOf(limits, more), new Deadline(60_000));
  const fit = { crop: { x: 0, y: 0, ...SIZE }, size: SIZE };
  return encoder.encode(await picture(), fit, FACE);
}

describe('a picture for a profile', () => {
  it('is a sequential JPEG with all its pixels and colors, and nothing else', async () => {
    const { bytes, format, size } = await encoded([]);
    expect({ format, size }).toEqual({ format: 'jpeg', size: SIZE });
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({
      ...{ ...SIZE, chromaSubsampling: '4:4:4', isProgressive: false, space: 'srgb' },
    });
    expect(Object.keys(metadata)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:exif|icc|xmp|iptc)$/)]),
    );
  });

  it('loses quality before size where bytes are few', async () => {
    const free = (await encoded([])).bytes.length;
    const less = await encoded([limit('bytes', undefined, Math.round(free * 0.7))]);
    expect(less.bytes.length).toBeLessThanOrEqual(Math.round(free * 0.7));
    expect(less.bytes.length).toBeGreaterThan(free * 0.6);
    expect(less.size).toEqual(SIZE);
    const least = await encoded([limit('bytes', undefined, Math.round(free * 0.1))]);
    expect(least.bytes.length).toBeLessThanOrEqual(Math.round(free * 0.1));
    expect(least.size.height).toBeLessThan(SIZE.height);
    expect(await sharp(least.bytes).metadata()).toMatchObject({ chromaSubsampling: '4:2:0' });
  });

  it('gets no smaller than the device takes, and is too large then', async () => {
    const limits = [limit('bytes', undefined, 1500), limit('eyeDistance', 60)];
    const { bytes, size } = await encoded(limits);
    expect(bytes.length).toBeGreaterThan(1500);
    expect((90 * size.height) / SIZE.height).toBeGreaterThanOrEqual(59.9);
    expect((90 * size.height) / SIZE.height).toBeLessThan(62);
  });

  it('has as many bytes as a device wants at least', async () => {
    const free = (await encoded([])).bytes.length;
    const { bytes } = await encoded([limit('bytes', free + 1000, 10 * free)]);
    expect(bytes.length).toBeGreaterThan(free + 1000);
  });

  it('is compressed no further than a device takes', async () => {
    const limits = [limit('bytes', undefined, 9000), limit('compression', undefined, 20)];
    const { bytes, size } = await encoded(limits);
    expect(bytes.length).toBeLessThanOrEqual(9000);
    expect((3 * size.width * size.height) / bytes.length).toBeLessThanOrEqual(20);
  });

  it('is a PNG where a device takes no other', async () => {
    const formats = { of: ['png'], source: 'a test', date: '2026-01-01' } as const;
    const { bytes, format } = await encoded([], { formats });
    expect(format).toBe('png');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', ...SIZE });
  });
});
