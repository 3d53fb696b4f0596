/** How many on a day, ISO 8601. */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

/** Weeks (named by their Mondays), months or years without a gap. */
export interface Periods {
  readonly unit: 'week' | 'month' | 'year';
  readonly counts: readonly { readonly label: string; readonly count: number }[];
}

const DAY = 24 * 3600 * 1000;

/** As many bars as can be told apart on a phone. */
const MOST_WEEKS = 26;
const MOST_MONTHS = 60;

/** The shortest periods of which there are not too many to be shown. Days in any order. */
export function periodsOf(days: readonly DayCount[]): Periods {
  const sorted = days.map(({ day }) => day).sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return { unit: 'month', counts: [] };
  const weeks = labelsOf(first, last, weekOf, 7 * DAY, MOST_WEEKS);
  if (weeks) return { unit: 'week', counts: counted(days, weeks, weekOf) };
  // No month is shorter than 28 days: none is stepped over.
  const months = labelsOf(first, last, monthOf, 28 * DAY, MOST_MONTHS);
  if (months) return { unit: 'month', counts: counted(days, months, monthOf) };
  const years = labelsOf(first, last, yearOf, 365 * DAY, Number.POSITIVE_INFINITY) ?? [];
  return { unit: 'year', counts: counted(days, years, yearOf) };
}

type LabelOf = (day: string) => string;

/** The labels of all periods from one day to another; undefined if they are more than `most`. */
function labelsOf(
  first: string,
  last: string,
  labelOf: LabelOf,
  step: number,
  most: number,
): readonly string[] | undefined {
  const labels = new Set<string>();
  for (let at = Date.parse(first); at <= Date.parse(last); at += step) {
    labels.add(labelOf(dayOf(at)));
    if (labels.size > most) return undefined;
  }
  labels.add(labelOf(last));
  return labels.size > most ? undefined : [...labels];
}

function counted(
  days: readonly DayCount[],
  labels: readonly string[],
  labelOf: LabelOf,
): Periods['counts'] {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { day, count } of days) {
    const label = labelOf(day);
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return Array.from(counts, ([label, count]) => ({ label, count }));
}

function weekOf(day: string): string {
  const at = Date.parse(day);
  // Sunday is 0, and the last day of its week.
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return dayOf(at - sinceMonday * DAY);
}

const monthOf = (day: string): string => day.slice(0, 7);
const yearOf = (day: string): string => day.slice(0, 4);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
