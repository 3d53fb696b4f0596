import { stringify } from 'csv-stringify/sync';
import { harmless } from '../domain/formula.js';

/** What makes a cell stand in quotes besides delimiter and quotes: another program may take it for a delimiter. */
const QUOTED = /[,;\t\r\n]/;

/** Rows as a CSV that spreadsheets may open, without a line break at the end. */
export function csvText(rows: readonly (readonly string[])[], delimiter = ','): string {
  const cells = rows.map((row) => row.map(harmless));
  return stringify(cells, { delimiter, quoted_match: QUOTED, eof: false });
}
