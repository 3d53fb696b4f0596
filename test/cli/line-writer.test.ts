import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineWriter, writePieces } from '../../src/cli/line-writer.js';

/** A stream that takes its time, and keeps what it was given. */
class Slow extends Writable {
  readonly taken: string[] = [];

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.taken.push(String(chunk));
    setImmediate(done);
  }
}

describe('writing many lines', () => {
  it('loses none and keeps their order', async () => {
    const stream = new Slow();
    const writer = new LineWriter(stream);
    const lines = Array.from({ length: 1234 }, (_, i) => `line ${i}`);
    for (const line of lines) await writer.write(line);
    await writer.flush();
    expect(stream.taken.join('')).toBe(`${lines.join('\n')}\n`);
  });

  it('leaves little in the stream, however slow it is', async () => {
    const stream = new Slow();
    const writer = new LineWriter(stream);
    let most = 0;
    for (let i = 0; i < 5000; i += 1) {
      await writer.write('x'.repeat(99));
      most = Math.max(most, stream.writableLength);
    }
    expect(most).toBeLessThanOrEqual(50_000);
  });

  it('writes nothing when there is nothing', async () => {
    const stream = new Slow();
    await new LineWriter(stream).flush();
    expect(stream.taken).toEqual([]);
  });
});

describe('writing a long text', () => {
  it('loses no piece, keeps their order and adds nothing', async () => {
    const stream = new Slow();
    const pieces = Array.from({ length: 300 }, (_, i) => `${i}`.repeat(500));
    await writePieces(stream, pieces);
    expect(stream.taken.join('')).toBe(pieces.join(''));
    expect(stream.taken.length).toBeGreaterThan(1);
    expect(stream.taken.length).toBeLessThan(pieces.length);
  });

  it('makes a piece only when the stream has taken what was before', async () => {
    const stream = new Slow();
    let most = 0;
    const pieces = function* (): Generator<string> {
      for (let i = 0; i < 100; i += 1) {
        most = Math.max(most, stream.writableLength);
        yield 'x'.repeat(100_000);
      }
    };
    await writePieces(stream, pieces());
    expect(most).toBe(0);
  });

  it('writes nothing when there is nothing', async () => {
    const stream = new Slow();
    await writePieces(stream, []);
    expect(stream.taken).toEqual([]);
  });
});
