import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidingWindow } from '../../../src/models/build/sliding-window.js';

/** How many places a window finds on a line, by trying each. */
function placesOf(line: number, kernel: number, stride: number): number {
  let places = 0;
  for (let start = 0; start + kernel <= line; start += stride) places += 1;
  return places;
}

const size = fc.integer({ min: 1, max: 60 });
const kernel = fc.integer({ min: 1, max: 12 });
const stride = fc.integer({ min: 1, max: 8 });

describe('a sliding window', () => {
  it('of the mode SAME has a place for each stride begun, with as little padding as it takes', () => {
    const property = fc.property(size, kernel, stride, (line, window, step) => {
      const { size: places, before, after } = slidingWindow(line, window, step, 'SAME');
      const starts = Array.from({ length: line }, (_, i) => i).filter((i) => i % step === 0);
      expect(places).toBe(starts.length);
      expect(placesOf(before + line + after, window, step)).toBe(places);
      if (before + after > 0) {
        expect(placesOf(before + line + after - 1, window, step)).toBeLessThan(places);
      }
      // The odd pixel is behind.
      expect([0, 1]).toContain(after - before);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('of the mode VALID has the places inside, and no padding', () => {
    const property = fc.property(size, kernel, stride, (line, window, step) => {
      fc.pre(window <= line);
      const places = placesOf(line, window, step);
      expect(slidingWindow(line, window, step, 'VALID')).toEqual({
        size: places,
        before: 0,
        after: 0,
      });
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it.each([
    ['that finds no place', 2, 3, 1, 'VALID', 'a window of 3 does not fit into 2'],
    ['that does not move', 2, 1, 0, 'SAME', 'a window of 1 with the stride 0'],
    ['of nothing', 2, 0, 1, 'VALID', 'a window of 0 with the stride 1'],
    ['of another mode', 2, 1, 1, 'FULL', 'unknown padding FULL'],
  ] as const)('%s is refused', (_, line, window, step, mode, message) => {
    expect(() => slidingWindow(line, window, step, mode)).toThrow(message);
  });
});
