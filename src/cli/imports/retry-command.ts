import { commandText } from '../../domain/text.js';
import type { Host } from '../../operations/host.js';
import { keyWords } from '../../operations/key-words.js';

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
  // A name that begins with a hyphen would be taken for an option.
  const path = errorReport.startsWith('-') ? `./${errorReport}` : errorReport;
  const { database = [], queue = [] } = host.typed ?? {};
  return commandText(['import-csv', path, ...database, ...keyWords(keyFile, host), ...queue]);
}
