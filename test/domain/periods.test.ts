import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { periodsOf } from '../../src/domain/periods.js';

const dayOf = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);

describe('periods', () => {
  it('are weeks where there are few, named by their Mondays, with those in which nothing was', () => {
    const days = [
      { day: '2026-03-01', count: 2 }, // a Sunday
      { day: '2026-03-02', count: 3 },
      { day: '2026-03-17', count: 5 },
    ];
    expect(periodsOf(days)).toEqual({
      unit: 'week',
      counts: [
        { label: '2026-02-23', count: 2 },
        { label: '2026-03-02', count: 3 },
        { label: '2026-03-09', count: 0 },
        { label: '2026-03-16', count: 5 },
      ],
    });
  });

  it('are months, and years, where weeks would be too many', () => {
    const months = periodsOf([
      { day: '2025-01-31', count: 1 },
      { day: '2025-12-01', count: 1 },
    ]);
    expect(months.unit).toBe('month');
    expect(months.counts.map(({ label }) => label.slice(5))).toEqual([
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
      '10',
      '11',
      '12',
    ]);
    const years = periodsOf([
      { day: '2015-12-31', count: 1 },
      { day: '2026-01-01', count: 1 },
    ]);
    expect(years.unit).toBe('year');
    expect(years.counts).toHaveLength(12);
  });

  test('count every day once, without a gap, and are never too many', () => {
    const days = fc.array(
      fc.record({ day: fc.nat({ max: 12_000 }).map(dayOf), count: fc.nat({ max: 99 }) }),
    );
    const property = fc.property(days, (days) => {
      const { counts } = periodsOf(days);
      const sum = (all: readonly { readonly count: number }[]) =>
        all.reduce((sum, { count }) => sum + count, 0);
      expect(sum(counts)).toBe(sum(days));
      const labels = counts.map(({ label }) => label);
      expect(labels).toEqual([...new Set(labels)].sort());
      expect(labels.length).toBeLessThanOrEqual(60);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
