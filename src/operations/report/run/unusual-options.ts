import type { JournalRun } from '../../../domain/journal-run.js';
import { IMPORT_CSV_OPTIONS, IMPORT_FACES_OPTIONS } from '../../options/import.js';
import type { Rows } from '../../options/row.js';

const ROWS: Rows = { ...IMPORT_FACES_OPTIONS, ...IMPORT_CSV_OPTIONS };

/** The options of a run that are not as they are when nobody says anything. */
export function unusualOptions(options: JournalRun['options']): JournalRun['options'] {
  const unusual = Object.entries(options).filter(([name, value]) => value !== ROWS[name]?.default);
  return Object.fromEntries(unusual);
}
