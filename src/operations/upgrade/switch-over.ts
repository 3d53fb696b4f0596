import type { DueFace, UpgradeOutcome } from '../../domain/upgrade.js';
import type { EncodingFailures } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import type { UpgradeSummary } from '../../render/upgrade.js';
import type { CollectionStore } from '../../store/store.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { shownPath } from '../shown-path.js';
import type { UpgradeOptions } from './options.js';
import { writeReimport } from './reimport-file.js';
import { stageThen } from './stage.js';

type UpgradePlan = Omit<UpgradeSummary, 'exitCode'>;

/** A switch to another encoder of which all is ready, and nothing done yet. */
export interface PlannedSwitch {
  readonly mode: 'switch';
  readonly plan: UpgradePlan;
  /** Whether any face is of another encoder. */
  readonly isDue: boolean;
  /** Switches, and lists the faces that stay. */
  readonly carryOut: () => {
    readonly summary: UpgradePlan;
    readonly outcomes: readonly UpgradeOutcome[];
  };
}

/** Encodes all faces that can be, and plans to switch to the pack. */
export function planSwitch(
  context: Context,
  pack: ModelPack,
  options: UpgradeOptions,
): Promise<PlannedSwitch> {
  const { host } = context;
  const part = changesOf(context, pack.encoder);
  return stageThen(part, pack, options, host, (failures) => {
    const due = [...part.staged.due()];
    const plan = summaryOf(due, failures, pack, part);
    return {
      ...{ mode: 'switch', plan, isDue: due.length > 0 },
      carryOut: () => {
        if (due.length === 0) return { summary: plan, outcomes: [] };
        // First what can fail: the list is of no use without the switch, but harms nobody.
        const staying = due.filter(({ isStaged }) => !isStaged);
        const reimport =
          staying.length > 0
            ? shownPath(
                writeReimport(galleryOf(context), staying, context, options),
                host.shownFrom,
              )
            : null;
        part.transaction(() => part.upgrades.switchStaged(new Date().toISOString()));
        return { summary: { ...plan, reimport }, outcomes: outcomesOf(due, failures) };
      },
    };
  });
}

function summaryOf(
  due: readonly DueFace[],
  failures: EncodingFailures,
  { name, encoder }: ModelPack,
  part: CollectionStore,
): UpgradePlan {
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
