import type { UserMatch } from '../../domain/identification.js';
import type { PhotoEdit, Submission } from '../../domain/review.js';
import { similarityOf } from '../../domain/similarity.js';
import type { CollectionStore } from '../../store/store.js';
import { extractPhotos } from '../compare/extract-photos.js';
import { type Context, changesOf } from '../context.js';
import type { Visitor } from '../links/types.js';
import { operation } from '../operation.js';
import { packFor } from '../pack-for.js';
import type { Serving } from '../serving/serving.js';
import type { EnrollSettings } from '../serving/types.js';
import { type Judged, judgedOf } from './judged.js';
import { lookAlikes } from './look-alikes.js';

/** What a photo shows now, and whom. */
export interface Looked {
  readonly judged: Judged;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly looksLike: readonly UserMatch[];
  readonly ownSimilarity: number | null;
  /** The photo turned and cropped, if that was asked for and the photo could be read. */
  readonly edited: Uint8Array | undefined;
  /** The photo as JPEG of at most 640 px, if a face was found in it. */
  readonly small: Uint8Array | undefined;
}

/** Looks at a photo of a user, turned and cropped before if asked for. */
export function look(
  serving: Serving,
  { collection, userId }: Pick<Submission, 'collection' | 'userId'>,
  photo: { readonly bytes: Uint8Array; readonly edit?: PhotoEdit | undefined },
  { signal }: Visitor,
): Promise<Looked> {
  const name = 'photo';
  const photos = new Map([[name, { name, bytes: photo.bytes }]]);
  const looking = operation({
    ...{ name: 'review show', summary: '', arguments: {}, options: {} },
    ...{ opens: 'named collection', access: 'read', key: 'needed' },
    load: async () => (context) =>
      lookIn(context, { userId, name, edit: photo.edit }, serving.settings),
  });
  return serving.perform(looking, {}, { caller: { signal }, collection, photos }, (seen) => seen);
}

async function lookIn(
  context: Context,
  { userId, name, edit }: { userId: string; name: string; edit: PhotoEdit | undefined },
  settings: EnrollSettings,
): Promise<Looked> {
  const { host } = context;
  const pack = packFor(host, settings.models);
  const extras = () => ({ inspect: {}, profileImage: true, ...(edit && { edit }) });
  for await (const { extraction } of extractPhotos(host, [name], pack, settings, extras)) {
    const seen = { judged: judgedOf(extraction), edited: extraction.edited };
    if (extraction.kind === 'failed') {
      const { code, message } = extraction.failure;
      const unknown = { looksLike: [], ownSimilarity: null, small: undefined };
      return { ...seen, ...unknown, failure: { code, message } };
    }
    const { embedding, profileImage: small } = extraction.sample;
    const store = changesOf(context, pack.encoder);
    const own = ownSimilarity(store, userId, embedding);
    const others = await lookAlikes(store, { userId, embedding }, { host, pack, settings });
    return { ...seen, failure: null, looksLike: others, ownSimilarity: own, small };
  }
  throw new Error('the photo was not extracted');
}

/** The similarity to the most similar template of the user. */
function ownSimilarity(
  { templates }: CollectionStore,
  userId: string,
  embedding: Float32Array,
): number | null {
  const all = templates.detailsOf(userId).map((own) => similarityOf(own.embedding, embedding));
  return all.length > 0 ? Math.max(...all) : null;
}
