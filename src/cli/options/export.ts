import { UsageError } from '../../domain/fatal-error.js';
import { jsonOption } from './output.js';

/** How an export is told. */
export const EXPORT_OUTPUT = { json: jsonOption(' that tells what was written; needs [file]') };

/** @throws {UsageError} when what is exported and what is told of it would go to stdout. */
export function refuseBothOnStdout({
  file,
  json,
}: {
  readonly file: string | undefined;
  readonly json?: boolean;
}): void {
  if (json && file === undefined) {
    throw new UsageError('--json needs a file to write: both would go to stdout');
  }
}
