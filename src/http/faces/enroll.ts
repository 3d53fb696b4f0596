import { z } from 'zod';
import { CHOICES } from '../../domain/option-values.js';
import type { EnrollRequest, PhotoResult } from '../../operations/serving/types.js';
import { type Answer, success } from '../answer.js';
import { MAX_IMAGE_BYTES } from '../limits.js';
import { Problem } from '../problem.js';
import { problemOfFailure, toldFailure } from '../problem-of.js';
import type { Ask } from '../route.js';
import type { Server } from '../server.js';
import type { Form } from '../uploads.js';
import { etagOf, face, faceBody } from './face.js';
import {
  fileField,
  flagField,
  invalidField,
  jsonField,
  needed,
  onlyFile,
  refuseOthers,
  single,
} from './form.js';

/** What a form that enrolls a face has. */
export const enrollForm = z.object({
  image: fileField.describe('JPEG or PNG, 100 px at least, 10 MB at most'),
  external_id: z.string().describe('your own ID of the person; made if it is new'),
  metadata: z.string().optional().describe('a JSON object, returned with matches'),
  check_liveness: z.enum(['true', 'false']).optional().describe('default: true'),
  if_face_exists: z
    .enum(CHOICES.ifFaceExists)
    .optional()
    .describe("what becomes of faces that are there; default: the server's, add"),
  consent_at: z.string().optional().describe('when the person agreed, ISO 8601'),
  consent_reference: z.string().optional(),
});

export const FORM_LIMITS = {
  ...{ fileBytes: MAX_IMAGE_BYTES, files: 1, fields: 8 },
  bytes: MAX_IMAGE_BYTES,
};

/** An enrolled face; with what was noticed of it. */
export const enrolledFace = face.extend({
  flag: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('a possible duplicate that was enrolled all the same'),
});

type Params = { readonly collection: string };

/** Enrolls a face: 201, or 200 when the same photo is there already. */
export async function enrollFace({ service }: Server, ask: Ask<Params>): Promise<Answer> {
  const { form, params, key, signal, mayRead } = ask;
  refuseOthers(form, Object.keys(enrollForm.shape));
  const image = onlyFile(form, 'image');
  const request: EnrollRequest = {
    collection: params.collection,
    userId: needed(form, 'external_id'),
    photos: [image],
    metadata: jsonField('metadata', single(form, 'metadata')),
    ...optionsOf(form, service.canCheckLiveness),
  };
  const { photos } = await service.enroll(request, { keyId: key.keyId, signal });
  return enrolledAnswer(photos[0] as PhotoResult, mayRead);
}

/** The answer for one photo. @throws {Problem} when it was not enrolled. */
function enrolledAnswer({ outcome, face }: PhotoResult, mayRead: boolean): Answer {
  if (outcome.kind === 'failed') throw problemOfFailure(outcome.failure, mayRead);
  if (!face) throw new Error('an enrolled photo has a face');
  const flag = outcome.kind === 'enrolled' ? outcome.flag : undefined;
  const data = { ...faceBody(face), flag: flag ? toldFlag(flag, mayRead) : null };
  const headers = { etag: etagOf(face), location: placeOf(face) };
  return success(data, { status: outcome.kind === 'enrolled' ? 201 : 200, headers });
}

function toldFlag(flag: { code: string; message: string }, mayRead: boolean) {
  const failure = { ...flag, advice: '' } as Parameters<typeof toldFailure>[0];
  const { code, message } = toldFailure(failure, mayRead);
  return { code, message };
}

function placeOf({ collection, faceId }: { collection: string; faceId: string }): string {
  return `/api/v1/collections/${encodeURIComponent(collection)}/faces/${faceId}`;
}

/** What a form says beside photo and person. */
export function optionsOf(
  form: Form,
  canCheckLiveness: boolean,
): Pick<EnrollRequest, 'user' | 'options'> {
  const ifFaceExists = choiceOf(single(form, 'if_face_exists'));
  const checks = flagField(form, 'check_liveness');
  if (checks && !canCheckLiveness) {
    throw new Problem('LIVENESS_NOT_INSTALLED', 'check_liveness is true: the model is missing', {
      advice: 'Run "faceenroll models install liveness" on the server, or leave the field out.',
    });
  }
  const consent = ['consent_at', 'consent_reference'].flatMap((name) => {
    const value = single(form, name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    options: {
      createMissing: true,
      ...(ifFaceExists && { ifFaceExists }),
      ...(checks !== undefined && { checkLiveness: checks ? 'on' : 'off' }),
    },
    ...(consent.length > 0 && { user: { known: Object.fromEntries(consent), extra: {} } }),
  };
}

function choiceOf(value: string | undefined): (typeof CHOICES.ifFaceExists)[number] | undefined {
  const known = CHOICES.ifFaceExists.find((one) => one === value);
  if (value === undefined || known) return known;
  throw invalidField('if_face_exists', `must be one of: ${CHOICES.ifFaceExists.join(', ')}`);
}
