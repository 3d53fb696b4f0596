import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { withChunk } from '../support/damage.js';
import { endings, fixture, Scenario } from '../support/scenario.js';

/** Less than the cell has; a run without photos needs a part of it. */
const LITTLE_MEMORY = { NODE_OPTIONS: '--max-old-space-size=80' };

/** Characters of the cell: twice the memory that is allowed. */
const HUGE_CELL = 160e6;

/** Writes a CSV in which a cell of `HUGE_CELL` characters stands between good rows. */
async function hugeCell(s: Scenario, before: string, piece: string, behind: string): Promise<void> {
  const out = createWriteStream(s.path('users.csv'));
  out.write(`user_id,name\n1,Ann\n${before}`);
  const pieces = Buffer.from(piece.repeat(1e6 / piece.length));
  for (let written = 0; written < HUGE_CELL; written += pieces.length) {
    if (!out.write(pieces)) await once(out, 'drain');
  }
  out.end(`${behind}\n3,Cy\n`);
  await once(out, 'close');
}

describe('a cell of hundreds of megabytes', () => {
  it.each([
    ['plain', '2,', 'abcdefgh', ''],
    ['quoted', '2,"', 'abcdefgh', '"'],
    ['full of quotes', '2,"', '""', '"'],
  ])('%s, fails alone and takes no memory', async (_, before, piece, behind) => {
    const s = new Scenario();
    await hugeCell(s, before, piece, behind);
    const result = await s.runJson(['import-csv', 'users.csv'], { env: LITTLE_MEMORY });
    expect(result.code, result.stderr).toBe(3);
    expect(result.outcomes.map((o) => o.code ?? o.action)).toEqual([
      'USER_CREATED',
      'ROW_INVALID',
      'USER_CREATED',
    ]);
    expect(result.outcomes[1].message).toContain('longer than 1,000,000 characters');
    expect(s.userIds()).toEqual(['1', '3']);
  });

  it('in the headings stops the run, which says so', async () => {
    const s = new Scenario();
    s.write('users.csv', `user_id,${'x'.repeat(3e6)}\n1,2\n`);
    const result = await s.run(['import-csv', 'users.csv'], { env: LITTLE_MEMORY });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('longer than 1,000,000 characters');
    expect(result.stderr.length).toBeLessThan(1000);
  });
});

describe('columns without end', () => {
  it.each([
    ['without names', ','.repeat(999_000)],
    ['of one letter', ',a'.repeat(400_000)],
    ['with names', Array.from({ length: 100_000 }, (_, i) => `,c${i}`).join('')],
  ])('%s stop the run, which tells how many there are', async (_, more) => {
    const s = new Scenario();
    s.write('users.csv', `user_id${more}\n1\n`);
    const result = await s.run(['import-csv', 'users.csv'], { env: LITTLE_MEMORY });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/has [\d,]+ columns; at most 16,384 are accepted/);
  });

  it('in a row fail that row alone; empty ones at its end say nothing', async () => {
    const s = new Scenario();
    const rows = ['1,Ann', `2${',x'.repeat(450_000)}`, `3,Cy${','.repeat(900_000)}`];
    s.write('users.csv', `user_id,name\n${rows.join('\n')}\n`);
    const result = await s.runJson(['import-csv', 'users.csv'], { env: LITTLE_MEMORY });
    expect(endings(result)).toEqual([
      ['1', 'USER_CREATED'],
      ['2', 'ROW_INVALID'],
      ['3', 'USER_CREATED'],
    ]);
    expect(result.outcomes[1].message).toContain('has 450,001 cells; the headings have 2');
  });
});

/** A zlib stream (RFC 1950) that inflates to so many megabytes of zeros; its length is a thousandth. */
function zeros(megabytes: number): Buffer {
  const flush = constants.Z_FULL_FLUSH;
  const one = deflateRawSync(Buffer.alloc(1e6), { finishFlush: flush, level: 9 });
  const end = deflateRawSync(Buffer.alloc(0));
  // Adler-32 of n zeros: the low half stays 1, the high half counts to n.
  const adler = Buffer.alloc(4);
  adler.writeUInt16BE((megabytes * 1e6) % 65_521, 0);
  adler.writeUInt16BE(1, 2);
  return Buffer.concat([Buffer.of(0x78, 0xda), ...Array(megabytes).fill(one), end, adler]);
}

/** Where libpng and libspng look for text and for a color profile. */
function pngBombs(): Record<string, Buffer> {
  const png = readFileSync(fixture('photos', 'png-plain.png'));
  const bomb = zeros(4000);
  const chunks: readonly (readonly [string, string])[] = [
    ['zTXt', 'Comment\0\0'],
    ['iTXt', 'Comment\0\u0001\0\0\0'],
    ['iCCP', 'profile\0\0'],
  ];
  return Object.fromEntries(
    chunks.map(([type, head]) => [
      `${type}.png`,
      withChunk(png, type, Buffer.concat([Buffer.from(head, 'latin1'), bomb])),
    ]),
  );
}

/** A progressive JPEG of 48 megapixels of gray, whose last scan comes again up to 9.5 MB. */
async function manyScans(): Promise<Buffer> {
  const create = { width: 6000, height: 8000, channels: 3 as const, background: '#888' };
  const jpeg = await sharp({ create }).jpeg({ progressive: true, quality: 50 }).toBuffer();
  const scan = jpeg.subarray(jpeg.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
  const times = Math.floor((9.5e6 - jpeg.length) / scan.length);
  expect(times).toBeGreaterThan(500);
  return Buffer.concat([jpeg.subarray(0, -2), ...Array(times).fill(scan), jpeg.subarray(-2)]);
}

describe('photos that are small and unfold without end', () => {
  it('end as one outcome each, within the memory that is allowed, and the others are enrolled', async () => {
    const s = new Scenario();
    s.photos({ '1001.jpg': '1001.jpg', '1002.jpg': '1002.jpg' });
    for (const [name, content] of Object.entries(pngBombs())) s.write(`photos/${name}`, content);
    s.write('photos/scans.jpg', await manyScans());
    const result = await s.json([
      ...['import-faces', 'photos', '--create-missing', '--profile-image'],
      ...['--max-memory', '1200', '--timeout', '20'],
    ]);
    expect(result.code, result.stderr).toBe(3);
    const ended = Object.fromEntries(endings(result));
    expect(ended).toMatchObject({
      '1001.jpg': 'NEW_TEMPLATE_CREATED',
      '1002.jpg': 'NEW_TEMPLATE_CREATED',
      'scans.jpg': expect.stringMatching(/IMAGE_CORRUPT|TIMED_OUT/),
    });
    for (const type of ['zTXt', 'iTXt', 'iCCP']) {
      // A decoder may pass over such a chunk or refuse the file for it.
      expect(ended[`${type}.png`]).toMatch(/NEW_TEMPLATE_CREATED|IMAGE_CORRUPT/);
    }
  });
});
