import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { DueFace, UpgradeOutcome } from '../../domain/upgrade.js';
import type { EncodingFailures } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import { shownPath } from '../../operations/shown-path.js';
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
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import { confirmed } from '../confirm.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import type { UpgradeOptions } from '../options/upgrade.js';
import { writeReimport } from './reimport-file.js';
import { stageThen } from './stage.js';

/** `faceenroll upgrade --models <pack>`; returns the exit code. */
export function switchOver(
  part: CollectionStore,
  gallery: GalleryStore,
  pack: ModelPack,
  options: UpgradeOptions,
  usual: UsualPack,
  io: Io,
): Promise<number> {
  return stageThen(
    part,
    pack,
    options,
    async (failures) => {
      const due = [...part.staged.due()];
      const plan = summaryOf(due, failures, pack, part);
      if (due.length === 0) return tell(plan, [], options, usual, io);
      if (plan.upgraded > 0 && !options.yes) {
        io.stderr.write(planText(plan));
        if (!(await confirmed(switchQuestion(plan), io))) {
          throw new FatalError(
            'nothing was switched; what is encoded is kept for the next time, and "faceenroll upgrade --forget" deletes it',
          );
        }
      }
      // First what can fail: the list is of no use without the switch, but harms nobody.
      const staying = due.filter(({ isStaged }) => !isStaged);
      const reimport =
        staying.length > 0
          ? shownPath(writeReimport(gallery, staying, options, io), io.shownFrom)
          : null;
      const now = new Date().toISOString();
      part.transaction(() => part.upgrades.switchStaged(now));
      return tell({ ...plan, reimport }, outcomesOf(due, failures), options, usual, io);
    },
    io,
  );
}

function summaryOf(
  due: readonly DueFace[],
  failures: EncodingFailures,
  { name, encoder }: ModelPack,
  part: CollectionStore,
): UpgradeSummary {
  const upgraded = due.filter(({ isStaged }) => isStaged);
  const failed = due.filter(({ faceId }) => failures.has(faceId)).length;
  const staying = due.length - upgraded.length;
  const hasTable = (of: string): boolean => part.thresholds.get(of) !== undefined;
  const former = new Set(upgraded.map((face) => face.encoder));
  return {
    collection: part.upgrades.collection,
    pack: name,
    encoder,
    upgraded: upgraded.length,
    users: new Set(upgraded.map(({ userId }) => userId)).size,
    failed,
    withoutThumbnail: staying - failed,
    reimport: null,
    canGoBack: upgraded.length > 0 || part.upgrades.state() !== undefined,
    calibrateAgain: !hasTable(encoder) && [...former].some(hasTable),
    exitCode: staying > 0 ? EXIT.someFailed : EXIT.done,
  };
}

function outcomesOf(
  due: readonly DueFace[],
  failures: EncodingFailures,
): readonly UpgradeOutcome[] {
  return due.map(({ faceId, userId, slot, isStaged }) => {
    const face = { faceId, userId, slot };
    const failure = failures.get(faceId);
    if (failure) return { ...face, action: 'ENROLLMENT_FAILED', failure };
    if (isStaged) return { ...face, action: 'TEMPLATE_UPGRADED' };
    return { ...face, action: 'NONE', reason: 'NO_THUMBNAIL' };
  });
}

async function tell(
  summary: UpgradeSummary,
  outcomes: readonly UpgradeOutcome[],
  { json }: UpgradeOptions,
  usual: UsualPack,
  io: Io,
): Promise<number> {
  const out = new LineWriter(io.stdout);
  if (json) {
    for (const outcome of outcomes) await out.write(upgradeOutcomeEvent(outcome));
    await out.write(upgradeEvent(summary));
  } else {
    await out.write(
      outcomes.length === 0 ? nothingDueText(summary) : upgradedText(summary, outcomes, usual),
    );
  }
  await out.flush();
  return summary.exitCode;
}
