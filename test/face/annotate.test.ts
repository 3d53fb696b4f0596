import { describe, expect, it } from 'vitest';
import type { PhotoReport } from '../../src/domain/inspection.js';
import { layoutOf, shapes, widthOf } from '../../src/face/annotate.js';

const report: PhotoReport = {
  width: 2560,
  height: 1920,
  format: 'jpeg',
  rotated: 0,
  faces: [
    {
      box: { x: 100, y: 200, width: 400, height: 400 },
      score: 0.9,
      presence: 1,
      landmarks: [{ x: 200, y: 300 }],
    },
  ],
  chosen: 0,
};

const PANELS = { band: 92, above: 160, below: 100 };

const sized = (width: number, height: number) => layoutOf({ width, height }, PANELS);

describe('the layout of an annotated photo', () => {
  it('puts the photo, at most 1280 px wide, between what is said', () => {
    expect(sized(2560, 1920)).toEqual({
      ...{ width: 1280, height: 160 + 960 + 100, band: 92 },
      photo: { x: 0, y: 160, width: 1280, height: 960 },
    });
  });

  it('enlarges a small photo, so that the words have room', () => {
    expect(widthOf({ width: 100, height: 100 })).toBe(640);
    expect(sized(100, 100).photo).toEqual({ x: 0, y: 160, width: 640, height: 640 });
  });

  it.each([
    [400, 4000],
    [100, 400],
    [100, 50_000],
    [3000, 4000],
    [640, 1280],
  ])('of %i x %i pixels is at most 1600 px high, the photo whole and in its middle', (w, h) => {
    const { width, height, photo } = sized(w, h);
    expect(height).toBeLessThanOrEqual(1600);
    expect(width).toBeGreaterThanOrEqual(640);
    expect(Math.abs(photo.x - (width - photo.width) / 2)).toBeLessThan(1);
    expect(Math.abs(photo.width - (photo.height * w) / h)).toBeLessThan(1);
  });

  it('of a panorama has its width for the words, and the photo in its proportions', () => {
    const { width, photo } = sized(6000, 400);
    expect([width, photo.width, photo.height]).toEqual([1280, 1280, 85]);
  });
});

describe('what is drawn over a photo', () => {
  it('is scaled with it: boxes and landmarks', () => {
    const svg = shapes(report, true, layoutOf(report, PANELS));
    expect(svg).toContain('<rect x="50" y="100" width="200" height="200"');
    expect(svg).toContain('cx="100" cy="150"');
  });

  it('shows the sides of a box that leaves the photo at its edges', () => {
    const box = { x: -300, y: -10, width: 4000, height: 5000 };
    const [face] = report.faces;
    const outside = { ...report, faces: [{ ...(face as (typeof report.faces)[0]), box }] };
    const svg = shapes(outside, true, layoutOf(report, PANELS));
    expect(svg).toContain('<rect x="3" y="3" width="1274" height="954"');
  });

  it('has one color when accepted, another when not, and a third for the faces not taken', () => {
    const [face] = report.faces;
    const two = { ...report, faces: [face, face] as typeof report.faces };
    const colors = (accepted: boolean, seen: PhotoReport) => {
      const svg = shapes(seen, accepted, layoutOf(seen, PANELS));
      return [...new Set(svg.match(/#[0-9a-f]{6}/g))];
    };
    const [green, ...noOther] = colors(true, report);
    const [red] = colors(false, report);
    expect(noOther).toEqual([]);
    expect(red).not.toBe(green);
    expect(colors(true, two)).toEqual([green, expect.any(String)]);
    // None was taken: any of them could be meant.
    const { chosen: _, ...undecided } = two;
    expect(colors(false, undecided)).toEqual([red]);
  });
});
