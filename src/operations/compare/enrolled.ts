import { FatalError, NotFoundError } from '../../domain/fatal-error.js';
import type { MatchThreshold } from '../../domain/identification.js';
import { quoted } from '../../domain/text.js';
import { EnrolledGallery, type UserGallery } from '../../enroll/gallery.js';
import type { AskedThreshold } from '../../enroll/match-threshold.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import type { Host } from '../host.js';
import { unknownId } from '../users/existing.js';
import { otherEncoderAdvice } from './other-encoder.js';
import { thresholdFor } from './threshold-for.js';

/** Where templates are looked for, as the operator named it. */
export interface Place {
  readonly db: string;
  readonly collection: string;
}

/**
 * `warn` is told of templates that are of another encoder, when most are.
 *
 * @throws {FatalError} when no template is of the pack's encoder.
 */
export async function loadGallery(
  store: CollectionStore,
  pack: ModelPack,
  { db, collection, host }: Place & { readonly host: Pick<Host, 'galleries'> },
  warn: (advice: string) => void = () => {},
): Promise<UserGallery> {
  const { encoder, models } = pack;
  const { dimensions } = models.encoder.format;
  const kept = await host.galleries?.open(store, dimensions);
  // Nobody watches a host that keeps galleries, and counting the templates of all encoders takes a
  // while.
  if (kept && kept.size > 0) return kept;
  // In one transaction: the state of one moment, whatever an import does meanwhile.
  const load = () => EnrolledGallery.load(store.templates, dimensions);
  const gallery = store.transaction(load);
  const advice = otherEncoderAdvice(store, pack);
  if (gallery.size > 0) {
    if (advice !== undefined) warn(advice);
    return gallery;
  }
  throw new FatalError(
    advice ??
      `the collection ${quoted(collection)} of ${quoted(db)} has no template of the encoder ${encoder}: import photos first, or name others with --db, --collection or --models`,
    { refusal: { code: advice === undefined ? 'NOBODY_ENROLLED' : 'OTHER_ENCODER' } },
  );
}

/** A user to be compared with. */
export interface ReadUser {
  /** As the database has it. */
  readonly userId: string;
  readonly embeddings: readonly Float32Array[];
  readonly threshold: MatchThreshold;
}

/**
 * @throws {NotFoundError} when there is no such user.
 * @throws {FatalError} when no template of the user is of the pack's encoder.
 */
export function readUser(
  wanted: string,
  store: CollectionStore,
  pack: ModelPack,
  { db, collection, asked }: Place & { readonly asked: AskedThreshold },
): ReadUser {
  const where = `in the collection ${quoted(collection)} of ${quoted(db)}`;
  const [userId] = store.users.find(wanted, false);
  if (userId === undefined) {
    throw new NotFoundError(
      `there is no user ${unknownId(store, wanted)} ${where}`,
      'user',
      wanted,
    );
  }
  const templates = store.templates.detailsOf(userId);
  if (templates.length === 0) {
    const advice = otherEncoderAdvice(store, pack);
    throw new FatalError(
      advice ??
        `the user ${quoted(userId)} ${where} has no template of the encoder ${pack.encoder}: import a photo of the user first, or name another pack with --models`,
      {
        refusal: advice === undefined ? { code: 'NO_TEMPLATE', userId } : { code: 'OTHER_ENCODER' },
      },
    );
  }
  // With every further template another person has another chance to pass.
  const threshold = thresholdFor(asked, pack, store, templates.length);
  return { userId, threshold, embeddings: templates.map(({ embedding }) => embedding) };
}
