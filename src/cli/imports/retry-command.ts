import type { JournalRun } from '../../domain/journal-run.js';
import { commandText } from '../../domain/text.js';
import type { Host } from '../../operations/host.js';
import { keyWords } from '../../operations/key-words.js';
import { wordsOfRun } from './words-of-run.js';

/** Where a run was, and who asks. */
interface Where {
  readonly host: Host;
  readonly keyFile?: string | undefined;
}

/**
 * The command that tries an error report again. The database remembers the options of the run
 * that wrote it; only where it lies, its key, and the queue of its photos must be named.
 */
export function retryCommand(errorReport: string, { host, keyFile }: Where): string {
  return retryAt(errorReport, host, [...keyWords(keyFile, host), ...(host.typed?.queue ?? [])]);
}

/** The same for a report that is written again: what its run was told stands in the journal. */
export function retryOfRun(errorReport: string, run: JournalRun, host: Host): string {
  return retryAt(errorReport, host, wordsOfRun(run, host.shownFrom));
}

/** @param places what is said of key and queue */
function retryAt(errorReport: string, host: Host, places: readonly string[]): string {
  // A name that begins with a hyphen would be taken for an option.
  const path = errorReport.startsWith('-') ? `./${errorReport}` : errorReport;
  return commandText(['import-csv', path, ...(host.typed?.database ?? []), ...places]);
}
