import { AGES, type GalleryReport } from '../../../domain/gallery-report.js';
import type { DayCount } from '../../../domain/periods.js';

const DAY = 24 * 3600 * 1000;

/** How many templates are how old at a moment (milliseconds since 1970), from the youngest. */
export function agesOf(days: readonly DayCount[], now: number): GalleryReport['ages'] {
  const counts = new Map(AGES.map(({ age }) => [age, 0]));
  for (const { day, count } of days) {
    const old = (now - Date.parse(day)) / DAY;
    // A clock that was ahead made templates of tomorrow: they are young.
    const { age } = AGES.findLast(({ from }) => old >= from) ?? AGES[0];
    counts.set(age, (counts.get(age) ?? 0) + count);
  }
  return Array.from(counts, ([age, templates]) => ({ age, templates }));
}
