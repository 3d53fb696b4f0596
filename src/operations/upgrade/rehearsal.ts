import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import type { DueFace } from '../../domain/upgrade.js';
import { rehearse } from '../../enroll/upgrade/rehearse.js';
import { type ModelPack, packSpec } from '../../models/packs.js';
import type { RehearsalReport } from '../../render/rehearsal.js';
import { packOf } from '../compare/packs-of.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { shownPath } from '../shown-path.js';
import type { UpgradeOptions } from './options.js';
import { writeReimport } from './reimport-file.js';
import { stageThen } from './stage.js';

/** How both encoders see a collection. */
export interface RehearsedUpgrade {
  readonly mode: 'rehearse';
  readonly found: Omit<RehearsalReport, 'exitCode'>;
}

/**
 * Encodes all faces that can be, and compares both encoders on them; nothing is switched.
 *
 * @throws {FatalError} when there is no face to compare.
 */
export function rehearseUpgrade(
  context: Context,
  pack: ModelPack,
  options: UpgradeOptions,
): Promise<RehearsedUpgrade> {
  const { fpir, fmr, reimport } = options;
  const { collection, host } = context;
  const part = changesOf(context, pack.encoder);
  return stageThen(part, pack, options, host, async (failures) => {
    const due = [...part.staged.due()];
    const usual = mostOf(due);
    if (usual === undefined) {
      throw new FatalError(
        `the collection ${quoted(collection)} has no face to compare: none of another encoder has a thumbnail that ${pack.name} can encode`,
      );
    }
    const tablesOf = (encoder: string) => ({
      collection: part.thresholds.get(encoder),
      pack: specOf(encoder)?.thresholds,
    });
    const strengthOf = (encoder: string) => specOf(encoder)?.strength;
    const found = await rehearse(part, usual, { fpir, fmr, tablesOf, strengthOf }, host.signal);
    const staying = due.filter(({ isStaged }) => !isStaged);
    const list =
      reimport !== undefined && staying.length > 0
        ? shownPath(writeReimport(galleryOf(context), staying, context, options), host.shownFrom)
        : null;
    const failed = staying.filter(({ faceId }) => failures.has(faceId));
    const told = { ...found, collection, pack: pack.name, failed, fpir, fmr, reimport: list };
    const withoutThumbnail = staying.length - failed.length;
    return { mode: 'rehearse', found: { ...told, withoutThumbnail, failures } };
  });
}

/** The encoder that most of the faces to compare are of. */
function mostOf(due: readonly DueFace[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { encoder, isStaged } of due) {
    if (isStaged) counts.set(encoder, (counts.get(encoder) ?? 0) + 1);
  }
  const [[most] = []] = [...counts].sort(([, p], [, q]) => q - p);
  return most;
}

/** What the pack of an encoder says of it, where there is one on this machine. */
function specOf(encoder: string) {
  const pack = packOf(encoder);
  return pack === undefined ? undefined : packSpec(pack).encoder;
}
