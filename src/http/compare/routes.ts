import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Failure } from '../../domain/failures.js';
import { identify, inspect, verify } from '../../operations/compare.js';
import * as photos from '../../operations/schema/photos.js';
import { identificationEvent } from '../../render/identification.js';
import { type Inspection, inspectionEvent } from '../../render/inspection.js';
import { verificationEvent } from '../../render/verification.js';
import { success } from '../answer.js';
import { requireScope } from '../caller.js';
import type { Asked } from '../performed.js';
import { isOfOnePhoto } from '../photos.js';
import { problemOfPhoto, toldFailure } from '../problem-of.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';

const PATH = '/collections/:collection';

const identified = dataLike(photos.identification, 'Identification');
const verified = dataLike(photos.verification, 'Verification');
const { picture: _, ...members } = photos.inspected.shape;
const { picture: __, ...membersInVain } = photos.inspectedInVain.shape;
/** What was not assessed is null, as anywhere. */
const liveness = z.number().nullable().describe('0 to 1; null where it was not assessed');
const inspected = dataLike(
  z.union([
    z.strictObject({ ...members, liveness }),
    z.strictObject({ ...membersInVain, liveness }),
  ]),
  'Inspection',
);

const EACH_PHOTO =
  'The data has one entry for each photo, in the order of the request. Among several photos (images[]), one that cannot be compared has its failure there; a single one (image) is answered with an error.';

const EACH_INSPECTED =
  'The data has one entry for each photo, in the order of the request, with what is wrong with it.';

/** Photos that are compared, and not enrolled unless that is asked for. */
export function addComparisons(app: FastifyInstance, server: Server): void {
  addOperation(app, server, identify, {
    ...{ method: 'POST', path: `${PATH}/identify`, tag: 'search', operationId: 'identify' },
    scope: 'search',
    description: `${EACH_PHOTO} With auto_enroll=true a sure match becomes a template of the user, which takes the scope "enroll", too.`,
    arguments: { photo: 'photos' },
    data: { 200: z.array(identified.schema) },
    errors: [409, 422],
    fixed: ({ key }, { autoEnroll }) => {
      if (autoEnroll) requireScope(key, 'enroll');
      return {};
    },
    answer: async ({ results, threshold }, { ask }) => {
      const all: unknown[] = [];
      for await (const one of results) {
        refuseLone(one.failure, ask);
        all.push(identified.of(withFailure(identificationEvent(one, threshold), ask)));
      }
      return success(all);
    },
  });
  addOperation(app, server, verify, {
    ...{ method: 'POST', path: `${PATH}/verify`, tag: 'search', operationId: 'verify' },
    ...{ scope: 'search', description: EACH_PHOTO },
    arguments: { userId: { body: 'external_id' }, photo: 'photos' },
    data: { 200: z.array(verified.schema) },
    errors: [409, 422],
    answer: async ({ results, threshold }, { ask }) => {
      const all: unknown[] = [];
      for await (const one of results) {
        refuseLone(one.failure, ask);
        all.push(verified.of(withFailure(verificationEvent(one, threshold), ask)));
      }
      return success(all);
    },
  });
  addOperation(app, server, inspect, {
    ...{ method: 'POST', path: `${PATH}/inspect`, tag: 'search', operationId: 'inspect' },
    ...{ scope: 'search', description: EACH_INSPECTED },
    arguments: { photo: 'photos' },
    data: { 200: z.array(inspected.schema) },
    errors: [422],
    answer: async (seen, { ask }) => {
      const all: unknown[] = [];
      for await (const one of seen) {
        all.push(inspected.of(inspectionOf(one, ask)));
      }
      return success(all);
    },
  });
}

/** @throws {Problem} when the only photo of a request cannot be compared. */
function refuseLone(failure: Failure | undefined, { form, mayRead }: Asked): void {
  if (failure && isOfOnePhoto(form)) throw problemOfPhoto(failure, mayRead);
}

/** An event with its failure as callers are told it. */
function withFailure(event: object, { mayRead }: Pick<Asked, 'mayRead'>): object {
  const { failure } = event as { readonly failure?: Failure | null };
  return failure ? { ...event, failure: toldFailure(failure, mayRead) } : event;
}

/** What was seen in a photo, without the picture that a command would write. */
function inspectionOf(seen: Inspection, { mayRead }: Pick<Asked, 'mayRead'>): object {
  const { extraction } = seen;
  const told =
    extraction.kind === 'failed'
      ? { ...extraction, failure: toldFailure(extraction.failure, mayRead) }
      : extraction;
  const event = inspectionEvent({ ...seen, extraction: told });
  const { picture: _, ...members } = event as { readonly picture?: unknown };
  return { ...members, liveness: extraction.report?.liveness ?? null };
}
