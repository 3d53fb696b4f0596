import { z } from 'zod';
import { CHOICES } from '../../domain/option-values.js';
import { notIso8601 } from '../../domain/spreadsheet/date.js';
import { quoted } from '../../domain/text.js';
import { DATE_EXAMPLE, periodOf } from '../../domain/user-dates.js';
import type { EnrollRequest, EnrollResult, PhotoResult } from '../../operations/serving/types.js';
import { type Answer, success } from '../answer.js';
import { requireNamed } from '../caller.js';
import {
  fileField,
  flagField,
  jsonField,
  needed,
  onlyFile,
  refuseOthers,
  single,
} from '../form.js';
import type { Keep } from '../idempotency.js';
import { invalidField } from '../issues.js';
import { MAX_IMAGE_BYTES } from '../limits.js';
import { Problem } from '../problem.js';
import { onlyUser, problemOfFailure, toldFailure } from '../problem-of.js';
import { problemOfRefusal } from '../refused.js';
import type { Ask } from '../route.js';
import type { Server } from '../server.js';
import type { Form, Upload } from '../uploads.js';
import { etagOf, FACE_EXAMPLE, face, faceBody } from './face.js';

/** What a form says beside photo and person. */
export const optionFields = z.object({
  check_liveness: z
    .boolean()
    .optional()
    .describe('refuse photos of prints and screens; left out: where the model is installed'),
  if_face_exists: z
    .enum(CHOICES.ifFaceExists)
    .optional()
    .describe("what becomes of faces that are there; default: the server's, add"),
  consent_at: z.string().optional().describe('when the person agreed, ISO 8601'),
  consent_reference: z.string().optional().describe('where that is written'),
});

/** What a form that enrolls a face has. */
export const enrollForm = z.object({
  image: fileField.describe('JPEG or PNG, 100 px at least, 10 MB at most'),
  external_id: z
    .string()
    .describe('your own ID for the person, who is added if new')
    .meta({ examples: ['user_alice_001'] }),
  metadata: z
    .string()
    .optional()
    .describe('a JSON object, kept with the face')
    .meta({ examples: ['{"name":"Alice Smith","department":"Engineering"}'] }),
  ...optionFields.shape,
});

export const FORM_LIMITS = {
  ...{ fileBytes: MAX_IMAGE_BYTES, files: 1, fields: 8 },
  bytes: MAX_IMAGE_BYTES,
};

/** An enrolled face; with what was noticed of it. */
export const enrolledFace = face
  .extend({
    flag: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('a possible duplicate that was enrolled all the same'),
  })
  .meta({ id: 'EnrolledFace', examples: [{ ...FACE_EXAMPLE, flag: null }] });

type Params = { readonly collection: string };

/** Options that a form gives for each of its photos. */
export type FormOptions = Pick<EnrollRequest, 'user' | 'options'>;

/** One photo to be enrolled, alone or in a batch. */
export interface OnePhoto extends FormOptions {
  readonly collection: string;
  readonly userId: string;
  readonly image: Upload;
  /** As the form has it. */
  readonly metadata: string | undefined;
}

/** On whose behalf; with what it takes to keep the answer, where that is asked for. */
export interface Asker extends Pick<Ask, 'signal' | 'mayRead'> {
  readonly keyId: string;
  readonly keep?: Keep | undefined;
}

/** The answer for a photo that is enrolled or was before. */
export interface OneAnswer extends Omit<Answer, 'body'> {
  readonly data: z.output<typeof enrolledFace>;
}

/** Enrolls a face: 201, or 200 when the same photo is there already. */
export async function enrollFace({ service }: Server, ask: Ask<Params>): Promise<Answer> {
  const { form, params, key } = ask;
  requireNamed(service, key, params.collection);
  refuseOthers(form, Object.keys(enrollForm.shape));
  const photo: OnePhoto = {
    ...{ collection: params.collection, image: onlyFile(form, 'image') },
    ...{ userId: needed(form, 'external_id'), metadata: single(form, 'metadata') },
    ...optionsOf(form, service.canCheckLiveness),
  };
  return wholeAnswer(await enrollOne(service, photo, { ...ask, keyId: key.keyId }));
}

/**
 * Enrolls one photo.
 *
 * @throws {Problem} when it is not enrolled.
 */
export async function enrollOne(
  service: Server['service'],
  { image, metadata, ...photo }: OnePhoto,
  { keyId, signal, mayRead, keep }: Asker,
): Promise<OneAnswer> {
  if (image.isTooLarge) {
    throw new Problem('TOO_LARGE', `the photo is larger than ${MAX_IMAGE_BYTES / 1e6} MB`);
  }
  const request: EnrollRequest = {
    ...photo,
    photos: [image],
    metadata: jsonField('metadata', metadata),
    inTransaction:
      keep && ((result, store) => keep(store, () => wholeAnswer(answerOf(result, mayRead)))),
  };
  return answerOf(await service.enroll(request, { keyId, signal }), mayRead);
}

function wholeAnswer({ data, ...answer }: OneAnswer): Answer {
  return success(data, answer);
}

/** The answer for one photo. @throws {Problem} when it was not enrolled. */
function answerOf({ photos, userId }: EnrollResult, mayRead: boolean): OneAnswer {
  const { outcome, face } = photos[0] as PhotoResult;
  if (outcome.kind === 'failed') throw problemOfFailure(outcome.failure, mayRead, userId);
  if (!face) throw new Error('an enrolled photo has a face');
  const flag = outcome.kind === 'enrolled' ? outcome.flag : undefined;
  return {
    status: outcome.kind === 'enrolled' ? 201 : 200,
    headers: { etag: etagOf(face), location: addressOf(face) },
    about: flag ? onlyUser(face.userId, flag.code, mayRead) : face.userId,
    data: { ...faceBody(face), flag: flag ? toldFlag(flag, mayRead) : null },
  };
}

function toldFlag(flag: { code: string; message: string }, mayRead: boolean) {
  const failure = { ...flag, advice: '' } as Parameters<typeof toldFailure>[0];
  const { code, message } = toldFailure(failure, mayRead);
  return { code, message };
}

function addressOf({ collection, faceId }: { collection: string; faceId: string }): string {
  return `/api/v1/collections/${encodeURIComponent(collection)}/faces/${faceId}`;
}

/** What a form says beside photo and person. */
export function optionsOf(form: Form, canCheckLiveness: boolean): FormOptions {
  const ifFaceExists = choiceOf(single(form, 'if_face_exists'));
  const checks = flagField(form, 'check_liveness');
  if (checks && !canCheckLiveness) {
    throw problemOfRefusal({ code: 'LIVENESS_NOT_INSTALLED' });
  }
  const consent = consentOf(form);
  return {
    options: {
      createMissing: true,
      ...(ifFaceExists && { ifFaceExists }),
      ...(checks !== undefined && { checkLiveness: checks ? 'on' : 'off' }),
    },
    ...(consent && { user: { known: consent, extra: {} } }),
  };
}

/** That the person agreed, as a row of an import has it; undefined where the form says nothing. */
function consentOf(form: Form): Readonly<Record<string, string>> | undefined {
  const said = ['consent_at', 'consent_reference'].flatMap((name) => {
    const value = single(form, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const { consent_at: at = '' } = Object.fromEntries(said);
  if (at !== '' && !periodOf(at)) {
    const problem = `is ${quoted(at)}${notIso8601(at)}: write it as ${DATE_EXAMPLE}`;
    throw invalidField('consent_at', problem);
  }
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

function choiceOf(value: string | undefined): (typeof CHOICES.ifFaceExists)[number] | undefined {
  const known = CHOICES.ifFaceExists.find((one) => one === value);
  if (value === undefined || known) return known;
  throw invalidField('if_face_exists', `must be one of: ${CHOICES.ifFaceExists.join(', ')}`);
}
