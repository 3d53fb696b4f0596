import { commandText, printable } from '../../domain/text.js';
import type { DueReport } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import type { Host } from '../host.js';
import type { ImportRequest } from './import-run.js';

/** A sync deletes when its import was reported. */
const NOT_DELETED =
  ' It had deleted nobody yet: run that sync again to delete who is missing in its CSV.';

/** Says once, which earlier runs were killed when they had ended and were not reported. */
export function nameDueReports(
  store: Store,
  request: Pick<ImportRequest, 'command' | 'input'>,
  { typed, tell }: Pick<Host, 'typed' | 'tell'>,
): void {
  // A caller of the library hears nothing: the next command says it.
  if (!typed) return;
  for (const due of store.runLife.takeDueReports()) {
    const { runId, command, input, startedAt } = due;
    const write = commandText(['runs', 'report', runId, ...typed.database]);
    const lacks =
      store.reportRows.codes(runId).length > 0
        ? `its error report was written. To write it: ${printable(write)}`
        : 'it was reported; nothing in it had failed.';
    const rest = command === 'sync' && !isSame(due, request) ? NOT_DELETED : '';
    tell(
      `The run of ${startedAt} (${command} ${printable(input)}) had ended before ${lacks}${rest}`,
    );
  }
}

function isSame(
  { command, input }: DueReport,
  request: Pick<ImportRequest, 'command' | 'input'>,
): boolean {
  return command === request.command && input === request.input;
}
