import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, number } from '../../domain/text.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type {
  ForgottenEmbeddings,
  PlannedCommit,
  RolledBackUpgrade,
} from '../../operations/upgrade/end.js';
import type { UsualPack } from '../../render/naming-pack.js';
import { endEvent, rolledBackText } from '../../render/upgrade.js';
import { wrapped } from '../../render/wrapped.js';
import { confirmed } from '../confirm.js';
import type { Io } from '../io.js';
import type { UPGRADE_OUTPUT } from './output.js';

type Shown = ValuesOf<typeof UPGRADE_OUTPUT>;

/** Tells that the templates of before are back; returns the exit code. */
export function showRollback(
  { encoder, encoders, packs, faces, enrolledSince, superseded }: RolledBackUpgrade,
  collection: string,
  usual: UsualPack,
  { json }: Shown,
  io: Io,
): number {
  const exitCode = enrolledSince + superseded > 0 ? EXIT.someFailed : EXIT.done;
  const left = { superseded, enrolledSince, exitCode };
  const summary = { collection, encoder, encoders, faces, ...left };
  io.stdout.write(
    json ? `${endEvent('ROLLED_BACK', summary)}\n` : rolledBackText(summary, packs, usual),
  );
  return exitCode;
}

/** Asks where that is needed, deletes the templates of before, and tells it. */
export async function showCommit(
  { encoder, templates, carryOut }: PlannedCommit,
  collection: string,
  { yes, json }: Shown,
  io: Io,
): Promise<void> {
  const what = count(templates, 'template');
  if (!yes && !(await confirmed(`Delete the ${what} of before ${encoder} for good?`, io))) {
    throw new FatalError('nothing was deleted');
  }
  const deleted = carryOut();
  const summary = { collection, encoder, deleted, exitCode: EXIT.done };
  const text = `Committed: the templates are of ${encoder}, and those of before are deleted (${number(deleted)}).`;
  io.stdout.write(json ? `${endEvent('COMMITTED', summary)}\n` : `${wrapped(text).join('\n')}\n`);
}

/** Tells that what was left aside is gone. */
export function showForgotten(
  { deleted }: ForgottenEmbeddings,
  collection: string,
  { json }: Shown,
  io: Io,
): void {
  const text = `Forgotten: ${count(deleted, 'embedding')} that no template uses.\n`;
  const summary = { collection, deleted, exitCode: EXIT.done };
  io.stdout.write(json ? `${endEvent('FORGOTTEN', summary)}\n` : text);
}
