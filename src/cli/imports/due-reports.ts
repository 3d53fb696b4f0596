import { commandText, printable } from '../../domain/text.js';
import type { Typed } from '../../operations/host.js';
import type { ImportRequest } from '../../operations/imports/import-run.js';
import type { DueReport } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import type { Io } from '../io.js';

/** The import that comes next. */
interface Next extends Pick<ImportRequest, 'command' | 'input'> {
  readonly typed: Typed;
}

/** A sync deletes when its import was reported. */
const NOT_DELETED =
  ' It had deleted nobody yet: run that sync again to delete who is missing in its CSV.';

/** Says once, on stderr, which earlier runs were killed when they had ended and were not reported. */
export function nameDueReports(store: Store, request: Next, io: Io): void {
  for (const due of store.runs.takeDueReports()) {
    const { runId, command, input, startedAt } = due;
    const write = commandText(['runs', 'report', runId, ...request.typed.database]);
    const lacks =
      store.reportRows.codes(runId).length > 0
        ? `its error report was written. To write it: ${printable(write)}`
        : 'it was reported; nothing in it had failed.';
    const rest = command === 'sync' && !isSame(due, request) ? NOT_DELETED : '';
    io.stderr.write(
      `The run of ${startedAt} (${command} ${printable(input)}) had ended before ${lacks}${rest}\n`,
    );
  }
}

function isSame({ command, input }: DueReport, request: Next): boolean {
  return command === request.command && input === request.input;
}
