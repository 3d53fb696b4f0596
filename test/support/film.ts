import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

const SIZE = { width: 1280, height: 960 };

/** What a camera that is covered shows. */
export const BLACK = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}"><rect width="100%" height="100%"/></svg>`,
);

/** A film for Chromium's camera (y4m) that shows one picture, with gray bars beside it; its path. It goes with what tests prepare. */
export async function film(picture: string | Buffer): Promise<string> {
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  const { data } = await sharp(picture)
    .rotate()
    .resize({ ...SIZE, fit: 'contain', background: '#d8dade' })
    .flatten()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const folder = process.env.TEST_PREPARED ?? tmpdir();
  const path = join(mkdtempSync(join(folder, 'film-')), 'camera.y4m');
  const header = `YUV4MPEG2 W${SIZE.width} H${SIZE.height} F10:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), planes(data)]);
  writeFileSync(path, Buffer.concat([Buffer.from(header), frame, frame]));
  return path;
}

/** One frame of 4:2:0: the brightness of each pixel, then the two colors of each four. */
function planes(rgb: Buffer): Buffer {
  const { width, height } = SIZE;
  const y = Buffer.alloc(width * height);
  const u = Buffer.alloc(y.length / 4);
  const v = Buffer.alloc(y.length / 4);
  for (let i = 0; i < y.length; i += 1) {
    const [r = 0, g = 0, b = 0] = rgb.subarray(i * 3, i * 3 + 3);
    y[i] = 0.299 * r + 0.587 * g + 0.114 * b;
    const column = i % width;
    const row = Math.floor(i / width);
    if (column % 2 === 1 || row % 2 === 1) continue;
    const at = (row / 2) * (width / 2) + column / 2;
    u[at] = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
    v[at] = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
  }
  return Buffer.concat([y, u, v]);
}
