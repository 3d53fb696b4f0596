import { describe, expect, it } from 'vitest';
import type { Crew } from '../../src/domain/crew.js';
import { crewShort, crewText } from '../../src/render/crew.js';
import { type CrewBar, crewBar } from '../../src/render/crew-bar.js';

/** A crew whose workers have these rates. */
function crewOf(...rates: readonly number[]): Crew {
  const facts = { host: 'w', slots: 4, done: 0, failed: 0 };
  return { members: rates.map((rate, i) => ({ ...facts, pid: i + 1, rate })) };
}

describe('a crew in words', () => {
  it.each([
    ['nobody', crewOf(), 'no worker'],
    ['one worker', crewOf(14.24), '1 worker, 14.2/s'],
    ['two, the faster one first', crewOf(11, 14.2), '2 workers, 14.2/s and 11.0/s'],
    ['three', crewOf(1, 2, 3), '3 workers, 3.0/s, 2.0/s and 1.0/s'],
    ['many', crewOf(...Array(48).fill(12), 8, 15), '50 workers, 599/s, 8 to 15 each'],
    ['thousands a second', crewOf(...Array(400).fill(10)), '400 workers, 4,000/s, 10 each'],
    ['two that have not said yet how fast they are', crewOf(0, 0), '2 workers'],
    ['a server that is away', { ...crewOf(5), isAway: true }, 'waiting for PostgreSQL'],
  ])('%s', (_, crew, text) => {
    expect(crewText(crew)).toBe(text);
  });

  it('is short where there is little room', () => {
    expect(crewShort(crewOf(11, 14.2))).toBe('2 workers, 25.2/s');
    expect(crewShort({ members: [], isAway: true })).toBe('waiting for PostgreSQL');
  });
});

describe('the bar of a crew', () => {
  const AT: CrewBar = {
    ...{ step: 'Photos', done: 50, total: 100, crew: crewOf(11, 14.2) },
    ...{ rate: '25.1/s', left: '2.0 s left', failed: '' },
  };

  it('tells all where there is room', () => {
    expect(crewBar(AT, 100)).toBe(
      `Photos ${'█'.repeat(12)}${'░'.repeat(12)} 50/100  25.1/s  2 workers, 14.2/s and 11.0/s  2.0 s left`,
    );
  });

  const FULL: CrewBar = {
    ...{ step: 'Photos', done: 1_234_567, total: 5_000_000 },
    crew: crewOf(...Array(48).fill(12.8), 8, 15),
    ...{ rate: '640.0/s', left: '1 h 38 min left', failed: '1,234 failed' },
  };

  it('fits a terminal of 80 columns with millions of photos, many workers and failures', () => {
    const line = crewBar(FULL, 79);
    expect(line.length).toBeLessThanOrEqual(79);
    expect(line).toContain('1234567/5000000  50 workers, 637/s  1 h 38 min left  1,234 failed');
    expect(line).toMatch(/^Photos █+░+ /);
  });

  it.each([10, 30, 60, 70, 120, 200])('never is wider than %i columns', (width) => {
    for (const at of [AT, FULL]) expect(crewBar(at, width).length).toBeLessThanOrEqual(width);
  });
});
