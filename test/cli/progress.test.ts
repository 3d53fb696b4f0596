import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { progressView } from '../../src/cli/progress.js';
import { progressScreen } from '../../src/cli/progress-screen.js';
import type { Crew } from '../../src/domain/crew.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A log, and what was written to it. */
function log() {
  const lines: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (line, _, done) => {
      lines.push(line);
      done();
    },
  });
  return { lines, stream };
}

/** Lines of a log. */
function plainProgress() {
  const { lines, stream } = log();
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

describe('while other machines extract', () => {
  const member = { host: 'w', pid: 1, slots: 4, done: 0, failed: 0, rate: 10 };
  const here: Crew = { members: [member, member] };

  /** What a log says when so much was done, and then nothing for so many seconds. */
  function afterwards(crew: Crew, seconds: number) {
    const { lines, view } = plainProgress();
    let done = 0;
    const tell = (of: Crew): void =>
      view.update({ phase: 'extract', done, total: 220, failed: 0 }, of);
    const pass = (n: number, of: Crew, each: number): void => {
      for (let i = 0; i < n; i += 1) {
        vi.advanceTimersByTime(1_000);
        done += each;
        tell(of);
      }
    };
    tell(here);
    pass(10, here, 10);
    pass(seconds, crew, 0);
    return { lines, pass };
  }

  it('the rate is 0 and no time is left as long as nobody is there, or PostgreSQL is not', () => {
    const { lines } = afterwards({ members: [] }, 5);
    expect(lines.slice(-2)).toEqual([
      '100 of 220 photos, 10.0/s, 12 s left; 2 workers, 10.0/s and 10.0/s\n',
      '100 of 220 photos, 0.0/s; no worker\n',
    ]);
    const away = afterwards({ ...here, isAway: true }, 5);
    expect(away.lines.at(-1)).toBe('100 of 220 photos, 0.0/s; waiting for PostgreSQL\n');
  });

  it('so it is when nothing has come back for a while from workers that seem to be there', () => {
    const { lines } = afterwards(here, 15);
    expect(lines.at(-1)).toBe('100 of 220 photos, 0.0/s; 2 workers\n');
  });

  it('the time without anybody does not slow down the rate afterwards, and fills no log', () => {
    const { lines, pass } = afterwards({ members: [] }, 600);
    expect(lines).toHaveLength(3);
    pass(5, here, 10);
    expect(lines.at(-1)).toBe(
      '150 of 220 photos, 10.0/s, 7.0 s left; 2 workers, 10.0/s and 10.0/s\n',
    );
  });
});

it('a message on the way does not change the rate', () => {
  const { lines, stream } = log();
  const screen = progressScreen({ stderr: stream, env: {} } as unknown as Io);
  const tell = (done: number): void =>
    screen.show({ kind: 'batch', at: { phase: 'extract', done, total: 220, failed: 0 } });
  tell(0);
  for (let done = 1; done <= 100; done += 1) {
    vi.advanceTimersByTime(100);
    tell(done);
    if (done === 45) screen.clear();
  }
  expect(lines.at(-1)).toMatch(/photos, 10\.0\/s, /);
});
