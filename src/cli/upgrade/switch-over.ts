import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { UpgradeOutcome } from '../../domain/upgrade.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type { PlannedSwitch } from '../../operations/upgrade/switch-over.js';
import type { UsualPack } from '../../render/naming-pack.js';
import {
  nothingDueText,
  planText,
  switchQuestion,
  type UpgradeSummary,
  upgradedText,
  upgradeEvent,
  upgradeOutcomeEvent,
} from '../../render/upgrade.js';
import { confirmed } from '../confirm.js';
import type { Io } from '../io.js';
import { writeLines } from '../line-writer.js';
import type { UPGRADE_OUTPUT } from './output.js';

/** Asks where that is needed, switches, and tells it; returns the exit code. */
export async function showSwitch(
  { plan, isDue, carryOut }: PlannedSwitch,
  usual: UsualPack,
  { yes, json }: ValuesOf<typeof UPGRADE_OUTPUT>,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const exitCode = plan.failed + plan.withoutThumbnail > 0 ? EXIT.someFailed : EXIT.done;
  if (isDue && plan.upgraded > 0 && !yes) {
    io.stderr.write(planText({ ...plan, exitCode }));
    if (!(await confirmed(switchQuestion({ ...plan, exitCode }), io, signal))) {
      throw new FatalError(
        'nothing was switched; what is encoded is kept for the next time, and "faceenroll upgrade --forget" deletes it',
      );
    }
  }
  const { summary: done, outcomes } = carryOut();
  const summary = { ...done, exitCode };
  const text = isDue ? upgradedText(summary, outcomes, usual) : nothingDueText(summary);
  await writeLines(io.stdout, json ? events(outcomes, summary) : [text]);
  return exitCode;
}

function* events(outcomes: readonly UpgradeOutcome[], summary: UpgradeSummary): Generator<string> {
  for (const outcome of outcomes) yield upgradeOutcomeEvent(outcome);
  yield upgradeEvent(summary);
}
