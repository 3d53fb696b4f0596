import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { progressView } from '../../src/cli/progress.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lines of a log. */
function plainProgress() {
  const lines: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (line, _, done) => {
      lines.push(line);
      done();
    },
  });
  return { lines, view: progressView(stream, { quiet: false, plain: true }) };
}

/** Extracts so many photos a second, and tells of each. */
function extracting(view: ReturnType<typeof progressView>, total: number) {
  let [done, kept] = [0, 0];
  const tell = () => view.update({ phase: 'extract', done, total, failed: 0, kept });
  tell();
  return {
    keep: (n: number, seconds: number) => {
      for (let i = 0; i < n; i += 1) {
        vi.advanceTimersByTime((1000 * seconds) / n);
        [done, kept] = [done + 1, kept + 1];
        tell();
      }
    },
    extract: (n: number, seconds: number) => {
      for (let i = 0; i < n; i += 1) {
        vi.advanceTimersByTime((1000 * seconds) / n);
        done += 1;
        tell();
      }
    },
  };
}

it('tells the rate of the photos, and the time left', () => {
  const { lines, view } = plainProgress();
  extracting(view, 220).extract(100, 10);
  expect(lines.at(-1)).toBe('100 of 220 photos, 10.0/s, 12 s left\n');
});

it('tells the rate of photos that are extracted, not of those that an interrupted run had', () => {
  const { lines, view } = plainProgress();
  const photos = extracting(view, 1_220);
  photos.extract(1, 0.1);
  photos.keep(1_000, 20);
  photos.extract(99, 9.9);
  expect(lines.at(-1)).toBe('1,100 of 1,220 photos, 10.0/s, 12 s left\n');
});

it('tells no rate while none is extracted', () => {
  const { lines, view } = plainProgress();
  extracting(view, 2_000).keep(1_000, 10);
  expect(lines.at(-1)).toBe('1,000 of 2,000 photos, 0.0/s\n');
});
