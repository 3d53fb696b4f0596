import stringWidth from 'string-width';
import { printable } from '../domain/text.js';
import { fitted, fittedByEnds } from './fitted.js';

const GAP = '  ';

/** A narrower column would be unreadable, and tell no two names from each other. */
const LEAST = 6;
const LEAST_OF_NAMES = 10;

/** Columns of numbers are right-aligned; a user ID of digits is not a number. */
const NUMBERS: ReadonlySet<string> = new Set([
  'faces',
  'users',
  'slot',
  'quality',
  'liveness',
  'left',
  ...['priority', 'waiting', 'at work', 'answered', 'at once', 'done', 'failed', 'per second'],
]);

/** Columns whose text says something else when it is cut. */
const WHOLE: ReadonlySet<string> = new Set([...NUMBERS, 'pid', 'for']);

/** Columns of names that often begin alike. */
const NAMES: ReadonlySet<string> = new Set(['Import on', 'Worker on']);

/** A table of limited width; the widest columns are cut if necessary, but for numbers. */
export function* textTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): Generator<string> {
  const cells = [headings, ...rows].map((row) => row.map(printable));
  const widths = columnWidths(cells, width);
  const isNumeric = headings.map((heading) => NUMBERS.has(heading));
  const areNames = headings.map((heading) => NAMES.has(heading));
  for (const row of cells) {
    const line = row.map((cell, i) => {
      const places = widths[i] ?? 0;
      const isName = areNames[i] && cell !== headings[i];
      const shown = isName ? fittedByEnds(cell, places) : fitted(cell, places);
      return isNumeric[i] ? shown.trimEnd().padStart(places) : shown;
    });
    yield line.join(GAP).trimEnd();
  }
}

/** Whether a table has this width with columns that can still be read. */
export function isTableWidth(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): boolean {
  const widths = wholeWidths([headings, ...rows].map((row) => row.map(printable)));
  const least = widths.map((whole, i) =>
    WHOLE.has(headings[i] ?? '') ? whole : Math.min(whole, LEAST_OF_NAMES),
  );
  return sum(least) <= room(least.length, width);
}

function columnWidths(cells: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = wholeWidths(cells);
  const cuttable = [...widths.keys()].filter((i) => !WHOLE.has(cells[0]?.[i] ?? ''));
  for (let over = sum(widths) - room(widths.length, width); over > 0; ) {
    const [at, other] = cuttable.sort((p, q) => (widths[q] ?? 0) - (widths[p] ?? 0));
    const widest = at === undefined ? 0 : (widths[at] ?? 0);
    if (at === undefined || widest <= LEAST) break;
    const second = Math.max(LEAST, other === undefined ? 0 : (widths[other] ?? 0));
    const cut = Math.max(1, Math.min(over, widest - second));
    widths[at] = widest - cut;
    over -= cut;
  }
  return widths;
}

function wholeWidths(cells: readonly (readonly string[])[]): number[] {
  return Array.from({ length: cells[0]?.length ?? 0 }, (_, i) =>
    cells.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? '')), 0),
  );
}

/** What the gaps leave of a width. */
function room(columns: number, width: number): number {
  return width - GAP.length * (columns - 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
