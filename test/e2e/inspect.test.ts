import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MEASURES } from '../../src/domain/quality.js';
import { fixture, Scenario } from '../support/scenario.js';

const good = fixture('photos', '1001.jpg');
const group = fixture('broken', 'two-people.jpg');
const broken = fixture('broken', 'truncated.jpg');

describe('inspect', () => {
  it('tells of each photo, in the order given, what would become of it', async () => {
    const result = await new Scenario().call(['inspect', broken, good, group]);
    expect(result.code).toBe(3);
    const headings = result.stdout.split('\n').filter((line) => line.includes('.jpg: '));
    expect(headings).toEqual([
      expect.stringContaining('truncated.jpg: IMAGE_CORRUPT'),
      expect.stringMatching(/1001\.jpg: would be enrolled, quality 0\.\d\d$/),
      expect.stringContaining('two-people.jpg: MULTIPLE_FACES'),
    ]);
    for (const name of MEASURES) expect(result.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    // Bars and colors are for terminals.
    expect(result.stdout).not.toMatch(/█|\u001b/);
  });

  it('ends with 0 when every photo would be enrolled, and leaves nothing behind', async () => {
    const s = new Scenario();
    expect((await s.call(['inspect', good])).code).toBe(0);
    expect(readdirSync(s.path('.'))).toEqual([]);
  });

  it('prints one object a line with --json', async () => {
    const result = await new Scenario().call(['inspect', good, broken, '--json']);
    const [first, second, ...others] = result.stdout
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      event: 'inspection',
      file: good,
      outcome: 'enrolled',
      width: expect.any(Number),
      height: expect.any(Number),
      format: 'jpeg',
      rotated: 0,
      chosen: 0,
      faces: [{ score: expect.any(Number), presence: expect.any(Number) }],
      picture: null,
    });
    expect(first.measures.map(({ name }: { name: string }) => name)).toEqual([...MEASURES]);
    expect(first.measures).toContainEqual({
      ...{ name: 'headPoseYaw', unit: 'degrees' },
      ...{ value: expect.any(Number), component: expect.any(Number) },
    });
    expect(second).toMatchObject({ outcome: 'failed', code: 'IMAGE_CORRUPT', measures: null });
  });

  it('judges by the options of an import', async () => {
    const s = new Scenario();
    const strict = await s.call(['inspect', good, '--min-quality', '0.999']);
    expect(strict.code).toBe(3);
    expect(strict.stdout).toMatch(/FACE_QUALITY_TOO_LOW, .*0\.\d{3}, below 0\.999/);
    expect((await s.call(['inspect', group, '--multiple-faces', 'largest'])).code).toBe(0);
  });
});

describe('inspect --annotate', () => {
  it('writes a picture of each photo that was decoded, for its owner alone, and changes no photo', async () => {
    const s = new Scenario();
    mkdirSync(s.path('a'));
    mkdirSync(s.path('b'));
    copyFileSync(good, s.path('a', '1.jpg'));
    copyFileSync(group, s.path('b', '1.jpg'));
    const before = readFileSync(s.path('a', '1.jpg'));
    const long = `${'é'.repeat(120)}.jpg`;
    copyFileSync(good, s.path('b', long));
    const photos = ['a/1.jpg', 'b/1.jpg', broken, `b/${long}`];
    const result = await s.call(['inspect', ...photos, '--annotate', 'a'], { asTyped: true });
    expect(result.stdout).toContain('Annotated photo: a/1.inspected.jpg');
    expect(readdirSync(s.path('a')).sort()).toEqual([
      ...['1-2.inspected.jpg', '1.inspected.jpg', '1.jpg'],
      // Its own name has no room for another ending.
      `${'é'.repeat(110)}.inspected.jpg`,
    ]);
    expect(readFileSync(s.path('a', '1.jpg')).equals(before)).toBe(true);
    expect(statSync(s.path('a', '1.inspected.jpg')).mode & 0o777).toBe(0o600);

    const { width, height } = await sharp(s.path('a', '1.inspected.jpg')).metadata();
    expect(width).toBe(640);
    // Above and below the photo, enlarged to 640 x 800, stands what is said of it.
    expect(height).toBeGreaterThan(850);
    expect(await colors(s.path('a', '1.inspected.jpg'))).toContain('green');
    expect(await colors(s.path('a', '1-2.inspected.jpg'))).toContain('red');
  });
});

/** Which of the two colors of a verdict a picture has. */
async function colors(path: string): Promise<string[]> {
  const { data } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  let [green, red] = [0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    if (Math.hypot(r - 0x1a, g - 0x7f, b - 0x37) < 30) green += 1;
    if (Math.hypot(r - 0xcf, g - 0x22, b - 0x2e) < 30) red += 1;
  }
  return [...(green > 500 ? ['green'] : []), ...(red > 500 ? ['red'] : [])];
}
