import type { UserMatch } from '../../domain/identification.js';
import { duplicateThreshold } from '../../enroll/duplicate-threshold.js';
import { UserSearch } from '../../enroll/user-search.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import type { Host } from '../host.js';
import type { EnrollSettings } from '../serving/types.js';

/** Users who are told. */
const MOST = 5;

/** The other users whom a face is so similar to that an import would take it for theirs. */
export async function lookAlikes(
  store: CollectionStore,
  { userId, embedding }: { readonly userId: string; readonly embedding: Float32Array },
  {
    host: { galleries },
    pack,
    settings,
  }: { readonly host: Host; readonly pack: ModelPack; readonly settings: EnrollSettings },
): Promise<readonly UserMatch[]> {
  if (!galleries) throw new Error('a service keeps its galleries');
  const gallery = await galleries.open(store, pack.models.encoder.format.dimensions);
  if (gallery.size === 0) return [];
  const tables = { collection: store.thresholds.get(pack.encoder), pack: pack.thresholds };
  const threshold = duplicateThreshold(tables, settings.duplicateFpir, gallery.size + 1);
  if (!threshold) return [];
  const most = { top: MOST + 1, least: threshold.similarity };
  const found = await new UserSearch(gallery).search(embedding, most);
  return found.filter((other) => other.userId !== userId).slice(0, MOST);
}
