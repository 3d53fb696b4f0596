import { z } from 'zod';
import { fileField, refuseOthers } from '../form.js';
import { invalidField } from '../issues.js';
import {
  MAX_BATCH_BYTES,
  MAX_BATCH_FIELD_BYTES,
  MAX_BATCH_PHOTOS,
  MAX_IMAGE_BYTES,
  MAX_PHOTOS_AT_ONCE,
} from '../limits.js';
import type { Problem } from '../problem.js';
import type { Form, FormLimits } from '../uploads.js';
import { type OnePhoto, optionFields, optionsOf } from './enroll.js';

const IMAGES = 'images[]';
const IDS = 'external_ids[]';
const METADATAS = 'metadatas[]';

/** What a form that enrolls many faces has. */
export const batchForm = z.object({
  [IMAGES]: z
    .array(fileField)
    .describe(`JPEG or PNG; ${MAX_BATCH_PHOTOS} at most, ${MAX_BATCH_BYTES / 1e6} MB together`),
  [IDS]: z
    .array(z.string())
    .describe('your own IDs for the people: as many as photos, in the same order'),
  [METADATAS]: z
    .array(z.string())
    .optional()
    .describe('JSON objects, or empty: as many as photos, in the same order'),
  ...optionFields.shape,
});

/** A photo that is too large fails by itself. */
export const BATCH_LIMITS: FormLimits = {
  ...{ fileBytes: MAX_IMAGE_BYTES, files: MAX_BATCH_PHOTOS, bytes: MAX_BATCH_BYTES },
  fields: 2 * MAX_BATCH_PHOTOS + Object.keys(optionFields.shape).length,
  ...{ fieldBytes: MAX_BATCH_FIELD_BYTES, eachByItself: true },
};

/**
 * The photos of a batch: the first image, the first ID and the first metadata are one, whatever
 * stands between them in the form.
 *
 * @throws {Problem} when there are more of one than of another.
 */
export function photosOf(form: Form, collection: string, canCheckLiveness: boolean): OnePhoto[] {
  refuseOthers(form, Object.keys(batchForm.shape));
  refuseKinds(form);
  const ids = form.fields.get(IDS) ?? [];
  const metadatas = form.fields.get(METADATAS);
  const images = form.files;
  if (images.length !== ids.length) throw unpaired(images.length, IDS, ids.length);
  if (metadatas && metadatas.length !== images.length) {
    throw unpaired(images.length, METADATAS, metadatas.length);
  }
  if (images.length === 0) throw invalidField(IMAGES, 'is missing: send photos as files');
  const options = optionsOf(form, canCheckLiveness);
  return images.map((image, i) => ({
    ...{ collection, image, userId: ids[i] as string, metadata: metadatas?.[i] },
    ...options,
  }));
}

/** @throws {Problem} for a photo that is no file, and for a file that is no photo. */
function refuseKinds({ fields, files }: Form): void {
  if (fields.has(IMAGES)) throw invalidField(IMAGES, 'must be files');
  const other = files.find(({ field }) => field !== IMAGES);
  if (other) throw invalidField(other.field, 'must not be a file');
}

function unpaired(photos: number, field: string, others: number): Problem {
  return invalidField(field, `has ${others} and ${IMAGES} has ${photos}: they are paired by order`);
}

const ASYNC = /(?:^|,)\s*respond-async\s*(?:[;,]|$)/i;

/** How a batch is answered. */
export interface HowAnswered {
  /** As a job. */
  readonly later: boolean;
  /** The header Prefer asked for it (RFC 7240). */
  readonly wasAsked: boolean;
}

/** Whether a batch of so many photos is a job. */
export function howAnswered(photos: number, prefer: string | string[] | undefined): HowAnswered {
  const wasAsked = ASYNC.test(String(prefer ?? ''));
  return { later: wasAsked || photos > MAX_PHOTOS_AT_ONCE, wasAsked };
}
