import { commandText } from '../../domain/text.js';
import type { StoredLayout } from '../../operations/imports/run-report.js';
import { keyWords } from '../../operations/typed.js';
import type { Io } from '../io.js';

/** An error report, and what names its database. */
interface Retry {
  readonly layout: StoredLayout;
  readonly typed: { readonly database: readonly string[] };
  readonly shared: { readonly keyFile?: string };
  readonly io: Io;
}

/**
 * The command that tries an error report again. The database remembers the options of the run
 * that wrote it; only where it lies, and its key, must be named. Null for a report that is no list
 * of users and photos: it cannot be imported.
 */
export function retryCommand(
  errorReport: string,
  { layout, typed, shared: { keyFile }, io }: Retry,
): string | null {
  if (!layout.fields.includes('user_id')) return null;
  // A name that begins with a hyphen would be taken for an option.
  const path = errorReport.startsWith('-') ? `./${errorReport}` : errorReport;
  return commandText(['import-csv', path, ...typed.database, ...keyWords(keyFile, io)]);
}
