import { describe, expect, it } from 'vitest';
import type { PhotoReport } from '../../src/domain/inspection.js';
import { annotate } from '../../src/face/annotate.js';

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

const verdict = (heading: string, ...sentences: string[]) => ({
  accepted: true,
  heading,
  sentences,
});

describe('an annotated photo', () => {
  it('is scaled to 1280 px, and boxes and landmarks with it', () => {
    const { width, height, svg } = annotate(report, verdict('a.jpg'));
    expect([width, height]).toEqual([1280, 960]);
    expect(svg).toContain('<rect x="50" y="100" width="200" height="200"');
    expect(svg).toContain('cx="100" cy="150"');
  });

  it('of a small photo is enlarged, so that its words can be read', () => {
    expect(annotate({ ...report, width: 160, height: 200 }, verdict('a.jpg'))).toMatchObject({
      width: 640,
      height: 800,
    });
  });

  it('has a panel that grows with what is said', () => {
    const short = annotate(report, verdict('a.jpg', 'Short.'));
    const long = annotate(report, verdict('a.jpg', 'many words '.repeat(60)));
    expect(long.panel).toBeGreaterThan(short.panel + 100);
  });

  it('shows markup and control characters of a name as they are, and runs none of them', () => {
    const { svg } = annotate(report, verdict('<image href="x"/>\u001b[31m&.jpg'));
    expect(svg).toContain('&lt;image href="x"/&gt;\\u001b[31m&amp;.jpg');
    expect(svg).not.toContain('<image');
  });

  it('can be drawn whatever characters its name has, also those that XML has none for', () => {
    const { svg } = annotate(report, verdict('a\ufffeb\uffffc\ud800d\ud83d\ude00.jpg'));
    expect(svg).toContain('>a\ufffdb\ufffdc\ufffdd\ud83d\ude00.jpg<');
  });
});
