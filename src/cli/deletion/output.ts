import { flag, type ValuesOf } from '../../operations/options/row.js';
import { refuseUnlessAsked } from '../confirm.js';
import type { Io } from '../io.js';
import { jsonOption } from '../options/output.js';

/** How a deletion is agreed to and told. */
export const DELETION_OUTPUT = {
  yes: flag('do not ask; needed without a terminal'),
  json: jsonOption(' a line: each deletion, then a summary'),
};

type Shown = typeof DELETION_OUTPUT;

/** @throws {UsageError} when nobody has agreed and nobody can be asked. */
export function refuseUnlessAgreed(
  { yes, dryRun }: ValuesOf<Shown> & { readonly dryRun?: boolean },
  io: Io,
): void {
  refuseUnlessAsked(Boolean(yes || dryRun), '--yes', io);
}
