import type { JournalRun } from '../../../domain/journal-run.js';
import { IMPORT_CSV_OPTIONS, IMPORT_FACES_OPTIONS } from '../../options/import.js';
import { type Rows, withDefaults } from '../../options/row.js';

const ROWS: Rows = { ...IMPORT_FACES_OPTIONS, ...IMPORT_CSV_OPTIONS };

/** Commands that make no users unless they are told to (--create-missing). */
const FOR_KNOWN_USERS: ReadonlySet<string> = new Set(['import-faces', 'enroll']);

/** The options of a run that are not as they are when nobody says anything. */
export function unusualOptions({
  command,
  input,
  options,
}: Pick<JournalRun, 'command' | 'input' | 'options'>): JournalRun['options'] {
  const usual: Readonly<Record<string, unknown>> = {
    ...withDefaults(ROWS, {}),
    ...(FOR_KNOWN_USERS.has(command) && { missingUsers: 'refuse' }),
    // A folder that is imported is that of its photos.
    ...(command === 'import-faces' && { images: input }),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== usual[name]),
  );
}
