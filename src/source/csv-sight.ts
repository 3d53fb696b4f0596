import { cellsOf, recordAt } from './csv-cells.js';
import type { LineWindow } from './csv-lines.js';

/** First rows that show what a column holds. */
const ROWS_IN_SIGHT = 20;

/** The cells of the first rows below the headings; the window is already past the headings. */
export async function rowsInSight(
  window: LineWindow,
  delimiter: string,
): Promise<readonly (readonly string[])[]> {
  await window.fill(ROWS_IN_SIGHT, Number.POSITIVE_INFINITY);
  const { lines } = window;
  const records = [];
  for (let at = 0; at < lines.length && records.length < ROWS_IN_SIGHT; ) {
    const record = recordAt(lines, at, delimiter);
    records.push(record);
    at += record.span;
  }
  return cellsOf(records, delimiter);
}
