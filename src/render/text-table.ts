import stringWidth from 'string-width';
import { printable } from '../domain/text.js';
import { fitted, fittedByEnds } from './fitted.js';

const GAP = '  ';

/** A narrower column would be unreadable. */
const LEAST = 6;

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

/** Columns of names that often begin alike. */
const NAMES: ReadonlySet<string> = new Set(['Import on', 'Worker on']);

/** A table of limited width; the widest columns are cut if necessary. */
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

function columnWidths(cells: readonly (readonly string[])[], width: number): readonly number[] {
  const columns = cells[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, i) =>
    cells.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? '')), 0),
  );
  const room = width - GAP.length * (columns - 1);
  for (let over = sum(widths) - room; over > 0; ) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) break;
    const at = widths.indexOf(widest);
    const second = Math.max(LEAST, ...widths.filter((_, i) => i !== at));
    const cut = Math.max(1, Math.min(over, widest - second));
    widths[at] = widest - cut;
    over -= cut;
  }
  return widths;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
