import { z } from 'zod';
import type { SentPhoto } from '../../operations/serving/types.js';
import { MAX_ENROLL_IMAGES } from '../limits.js';
import { Problem } from '../problem.js';

/** The images of a request. */
export const imagesBody = z
  .array(
    z.strictObject({
      image: z.string().meta({
        contentEncoding: 'base64',
        description: 'JPEG or PNG in standard base64, padded or not; 10 MB at most',
      }),
    }),
  )
  .max(MAX_ENROLL_IMAGES)
  .meta({ description: 'images of one person; none to upgrade a template and tell its status' });

/**
 * The photos of a request, named by their place in it.
 *
 * @throws {Problem} when one is not base64.
 */
export function photosOf(images: z.output<typeof imagesBody>): readonly SentPhoto[] {
  return images.map(({ image }, i) => {
    const name = `image ${i + 1}`;
    const bytes = fromBase64(image);
    if (bytes) return { name, bytes };
    throw new Problem(
      'INVALID_REQUEST',
      `${name} is not standard base64, which has no "data:" in front and no line breaks`,
    );
  });
}

/** Undefined for what is not base64: Buffer.from skips what it does not know. */
function fromBase64(text: string): Buffer | undefined {
  const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
  const digits = text.length - padding;
  // One expression for all of it would keep a place to go back to for each of 50 million characters.
  const hasOthers = /[^A-Za-z0-9+/]/.test(text.slice(0, digits));
  const isWhole = padding === 0 ? digits % 4 !== 1 : text.length % 4 === 0;
  return hasOthers || !isWhole ? undefined : Buffer.from(text, 'base64');
}
