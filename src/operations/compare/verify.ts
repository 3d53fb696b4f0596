import type { MatchThreshold } from '../../domain/identification.js';
import { similarityOf } from '../../domain/similarity.js';
import type { Verification } from '../../render/verification.js';
import { type Context, changesOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { type ReadUser, readUser } from './enrolled.js';
import { type ExtractedPhoto, extractPhotos } from './extract-photos.js';
import type { VERIFY_OPTIONS } from './options.js';
import { askedThreshold } from './threshold-for.js';

/** Photos that are compared with a user. */
export interface Verifications {
  /** As the database has it. */
  readonly userId: string;
  /** How many the user has. */
  readonly templates: number;
  readonly threshold: MatchThreshold;
  /** In the order of the photos, each as soon as it is known. */
  readonly results: AsyncIterable<Verification>;
}

/** @throws {FatalError} when there is no such user or template, or no threshold follows from the rate. */
export function verifyPhotos(
  context: Context,
  {
    userId: wanted,
    photo,
    fmr,
    similarity,
    ...settings
  }: ValuesOf<typeof VERIFY_OPTIONS> & {
    readonly userId: string;
    readonly photo: readonly string[];
  },
): Verifications {
  const pack = packFor(context.host, settings.models);
  const photos = extractPhotos(context.host, photo, pack, settings);
  const asked = askedThreshold(similarity, fmr);
  const user = readUser(wanted, changesOf(context, pack.encoder), pack, { ...context, asked });
  const { userId, embeddings, threshold } = user;
  return { userId, templates: embeddings.length, threshold, results: compared(photos, user) };
}

async function* compared(
  photos: AsyncIterable<ExtractedPhoto>,
  { userId, embeddings }: ReadUser,
): AsyncGenerator<Verification> {
  for await (const { file, extraction } of photos) {
    if (extraction.kind === 'failed') {
      yield { file, userId, failure: extraction.failure };
    } else {
      const { embedding } = extraction.sample;
      const similarity = Math.max(...embeddings.map((own) => similarityOf(own, embedding)));
      yield { file, userId, similarity };
    }
  }
}
