import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrLines } from '../../src/render/qr-code.js';

const URL = 'https://faces.example.com/e/3Umhr0SqN0SG38OGAJIRe5aqPvLPXyMSCwgMu76p9l4';

/** The modules that are dark where blocks are of one color and gaps of the other. */
function modules(lines: readonly string[], block: 'dark' | 'light'): readonly boolean[][] {
  const filled = lines.flatMap((line) => [
    [...line].map((one) => '█▀'.includes(one)),
    [...line].map((one) => '█▄'.includes(one)),
  ]);
  return filled.map((row) => row.map((is) => is === (block === 'dark')));
}

const code = encode(URL, { ecc: 'L', boostEcc: true, border: 4 }).data;

describe('a QR code', () => {
  it('is black on white by colors of its own, whatever those of the terminal are', () => {
    const lines = qrLines(URL, { colors: true });
    for (const line of lines) expect(line).toMatch(/^\x1b\[38;5;16;48;5;231m[ █▀▄]+\x1b\[0m$/);
    const drawn = lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''));
    expect(modules(drawn, 'dark').slice(0, code.length)).toEqual(code);
  });

  it('without colors has blocks where it is light', () => {
    const lines = qrLines(URL, { colors: false });
    expect(modules(lines, 'light').slice(0, code.length)).toEqual(code);
  });

  it('of a link fits into 24 lines of 80 characters', () => {
    const lines = qrLines(URL, { colors: false });
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  });
});
