import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import type { DueFace } from '../../domain/upgrade.js';
import { rehearse } from '../../enroll/upgrade/rehearse.js';
import { type ModelPack, packSpec } from '../../models/packs.js';
import { packOf } from '../../operations/compare/packs-of.js';
import { shownPath } from '../../operations/shown-path.js';
import { rehearsalEvent, rehearsalText } from '../../render/rehearsal.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import type { Io } from '../io.js';
import type { UpgradeOptions } from '../options/upgrade.js';
import { writeReimport } from './reimport-file.js';
import { stageThen } from './stage.js';

/** `faceenroll upgrade --rehearse`; returns the exit code. */
export function tellRehearsal(
  part: CollectionStore,
  gallery: GalleryStore,
  pack: ModelPack,
  options: UpgradeOptions,
  io: Io,
): Promise<number> {
  const { fpir, fmr, json } = options;
  const { collection } = part.upgrades;
  return stageThen(
    part,
    pack,
    options,
    async (failures, { signal }) => {
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
      const found = await rehearse(part, usual, { fpir, fmr, tablesOf, strengthOf }, signal);
      const staying = due.filter(({ isStaged }) => !isStaged);
      const { reimport } = options;
      const list =
        reimport !== undefined && staying.length > 0
          ? shownPath(writeReimport(gallery, staying, options, io), io.shownFrom)
          : null;
      const failed = staying.filter(({ faceId }) => failures.has(faceId));
      const told = {
        ...{ ...found, collection, pack: pack.name, failed, fpir, fmr, reimport: list },
        withoutThumbnail: staying.length - failed.length,
        failures,
        exitCode: EXIT.done,
      };
      io.stdout.write(json ? `${rehearsalEvent(told)}\n` : rehearsalText(told));
      return EXIT.done;
    },
    io,
  );
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
