import { identifyPhotos } from '../operations/compare/identify.js';
import { IDENTIFY_OPTIONS, VERIFY_OPTIONS } from '../operations/compare/options.js';
import { verifyPhotos } from '../operations/compare/verify.js';
import { withDefaults } from '../operations/options/row.js';
import { isMatch } from '../render/verification.js';
import { checked } from './arguments/checked.js';
import { list } from './arguments/objects.js';
import { identifyOptions, verifyOptions } from './arguments/options.js';
import { path, text } from './arguments/values.js';
import { contextOf } from './caller.js';
import { galleryGiven } from './opened.js';
import type { Gallery, Identified, IdentifyOptions, Verified, VerifyOptions } from './types.js';

/**
 * Tells which enrolled users are in photos, in their order, each as soon as it is known. As
 * `faceenroll identify`, which alone can auto-enroll.
 *
 * @throws {FatalError} when an argument is none, at once; with the first photo when nobody is
 *   enrolled, or no threshold follows from the rate.
 */
export function identify(
  gallery: Gallery,
  photos: readonly string[],
  given: IdentifyOptions = {},
): AsyncGenerator<Identified> {
  const { files, options } = checked('identify', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const files = list(path)(photos, place.member('photos'));
    return { files, options: identifyOptions(given, place) };
  });
  return identified(gallery, files, options);
}

async function* identified(
  gallery: Gallery,
  photo: readonly string[],
  { signal, ...options }: IdentifyOptions,
): AsyncGenerator<Identified> {
  const input = { ...withDefaults(IDENTIFY_OPTIONS, options), photo };
  const { results, threshold } = await identifyPhotos(
    contextOf(gallery, { ...(signal && { signal }) }),
    input,
  );
  for await (const one of results) yield { ...one, threshold };
}

/**
 * Tells whether photos show a user, in their order, each as soon as it is known. As
 * `faceenroll verify`.
 *
 * @throws {FatalError} when an argument is none, at once; with the first photo when there is no
 *   such user or no template, or no threshold follows from the rate.
 */
export function verify(
  gallery: Gallery,
  userId: string,
  photos: readonly string[],
  given: VerifyOptions = {},
): AsyncGenerator<Verified> {
  const { wanted, files, options } = checked('verify', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const wanted = text(userId, place.member('userId'));
    const files = list(path)(photos, place.member('photos'));
    return { wanted, files, options: verifyOptions(given, place) };
  });
  return verified(gallery, wanted, files, options);
}

async function* verified(
  gallery: Gallery,
  userId: string,
  photo: readonly string[],
  { signal, ...options }: VerifyOptions,
): AsyncGenerator<Verified> {
  const input = { ...withDefaults(VERIFY_OPTIONS, options), userId, photo };
  const { results, threshold } = verifyPhotos(
    contextOf(gallery, { ...(signal && { signal }) }),
    input,
  );
  for await (const one of results) yield { ...one, match: isMatch(one, threshold), threshold };
}
