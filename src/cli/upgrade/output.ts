import { UsageError } from '../../domain/fatal-error.js';
import { flag, type ValuesOf } from '../../operations/options/row.js';
import { canAsk } from '../confirm.js';
import type { Io } from '../io.js';
import { jsonOption } from '../options/output.js';

/** How an upgrade is agreed to and told. */
export const UPGRADE_OUTPUT = {
  yes: flag('do not ask; needed without a terminal'),
  quiet: flag('no progress and no warnings'),
  json: jsonOption(' a line: each face, then a summary'),
};

/** What of its options asks nothing. */
interface Modes {
  readonly rehearse?: boolean;
  readonly rollback?: boolean;
  readonly forget?: boolean;
}

/**
 * Hours of encoding must not end in a question to nobody.
 *
 * @throws {UsageError} when nobody has agreed and nobody can be asked.
 */
export function refuseUnlessAsked(
  { rehearse, rollback, forget, yes }: ValuesOf<typeof UPGRADE_OUTPUT> & Modes,
  io: Io,
): void {
  if (yes || rehearse || rollback || forget || canAsk(io)) return;
  throw new UsageError(
    'without a terminal nobody can be asked: say --yes, or --rehearse to see what would change',
  );
}
