import { stringify } from 'csv-stringify/sync';
import { harmless } from '../domain/formula.js';

/** Quotes cells with characters that another program may take for a delimiter. */
const QUOTED = /[,;\t\r\n]/;

/** Rows as a CSV that is safe for spreadsheets, without a final line break. */
export function csvText(rows: readonly (readonly string[])[], delimiter = ','): string {
  const cells = rows.map((row) => row.map(harmless));
  return stringify(cells, { delimiter, quoted_match: QUOTED, eof: false });
}
