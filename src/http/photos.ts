import { z } from 'zod';
import type { SentPhoto } from '../operations/serving/types.js';
import { fileField } from './form.js';
import { invalidField } from './issues.js';
import { MAX_COMPARED_BYTES, MAX_IMAGE_BYTES, MAX_PHOTOS_AT_ONCE } from './limits.js';
import type { Form, FormLimits } from './uploads.js';

const ONE = 'image';
const SEVERAL = 'images[]';

/** Options of an operation, a value in each field; tags may come several times. */
const MAX_FIELDS = 100;

const LIMITS: FormLimits = {
  ...{ fileBytes: MAX_IMAGE_BYTES, files: MAX_PHOTOS_AT_ONCE, fields: MAX_FIELDS },
  bytes: MAX_COMPARED_BYTES,
};

/** A form with photos, and with options. */
export function photoForm(options: z.ZodObject): {
  readonly schema: z.ZodObject;
  readonly limits: FormLimits;
} {
  const what = 'JPEG or PNG, 100 px at least, 10 MB at most';
  const schema = z.object({
    [ONE]: fileField.optional().describe(what),
    [SEVERAL]: z
      .array(fileField)
      .optional()
      .describe(`several of them, ${MAX_PHOTOS_AT_ONCE} at most, in place of ${ONE}`),
    ...options.shape,
  });
  return { schema, limits: LIMITS };
}

/**
 * The photos of a form in their order, by names of which each is there once: those of their files,
 * as far as they differ.
 *
 * @throws {Problem} when there is none, or one under another name.
 */
export function photosOf({ files }: Form): ReadonlyMap<string, SentPhoto> {
  const other = files.find(({ field }) => field !== ONE && field !== SEVERAL);
  if (other)
    throw invalidField(other.field, `is no file that is asked for: send ${ONE}, or ${SEVERAL}`);
  const single = files.filter(({ field }) => field === ONE);
  if (single.length > 1) throw invalidField(ONE, `comes several times: send ${SEVERAL}`);
  if (single.length > 0 && files.length > 1) {
    throw invalidField(ONE, `comes together with ${SEVERAL}: send one or the other`);
  }
  if (files.length === 0) throw invalidField(ONE, 'is missing: send the photo as a file');
  const photos = new Map<string, SentPhoto>();
  for (const { name, bytes } of files) {
    const unique = freeName(name, photos);
    photos.set(unique, { name: unique, bytes });
  }
  return photos;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${n}-${name}`;
  return free;
}
