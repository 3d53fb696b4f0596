import { quoted } from '../../domain/text.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import { encoderInstead } from '../compare/other-encoder.js';
import { encoderText, packOf } from '../compare/packs-of.js';

/**
 * Why a user whose templates are all of other encoders is not upgraded to the pack; undefined
 * when nothing is in the way. `named` is whether the call names the pack.
 */
export function whyNotUpgraded(
  userId: string,
  part: CollectionStore,
  pack: ModelPack,
  named: boolean,
): string | undefined {
  const instead = encoderInstead(part, pack, named);
  if (instead !== undefined) return whyOfCollection(part, instead, pack);
  const faces = part.staged.dueOf(userId);
  if (faces.some((face) => face.hasThumbnail || face.isStaged)) return undefined;
  return `no face of the user has a thumbnail: enroll photos of the user with --models ${pack.name}`;
}

function whyOfCollection(
  { upgrades }: CollectionStore,
  encoder: string,
  { name }: ModelPack,
): string {
  const pack = packOf(encoder);
  const rest = upgrades.state()
    ? 'first end its upgrade with "faceenroll upgrade --commit" or --rollback'
    : `say --models ${name} to upgrade this user alone`;
  const or = pack === undefined ? rest : `name --models ${pack}, or ${rest}`;
  return `the collection ${quoted(upgrades.collection)} is of ${encoderText(encoder)}: ${or}`;
}
