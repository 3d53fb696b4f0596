import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { identify, inspect, verify } from '../../operations/compare.js';
import * as photos from '../../operations/schema/photos.js';
import { identificationEvent } from '../../render/identification.js';
import { inspectionEvent } from '../../render/inspection.js';
import { verificationEvent } from '../../render/verification.js';
import { success } from '../answer.js';
import { requireScope } from '../caller.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';

const PATH = '/collections/:collection';

const identified = dataLike(photos.identification);
const verified = dataLike(photos.verification);
const { picture: _, ...members } = photos.inspected.shape;
const { picture: __, ...membersInVain } = photos.inspectedInVain.shape;
const inspected = dataLike(z.union([z.strictObject(members), z.strictObject(membersInVain)]));

const EACH_PHOTO =
  'The data are of each photo, in their order; a photo that cannot be looked at has its failure there.';

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
    answer: async ({ results, threshold }) => {
      const all: unknown[] = [];
      for await (const one of results) all.push(identified.of(identificationEvent(one, threshold)));
      return success(all);
    },
  });
  addOperation(app, server, verify, {
    ...{ method: 'POST', path: `${PATH}/verify`, tag: 'search', operationId: 'verify' },
    ...{ scope: 'search', description: EACH_PHOTO },
    arguments: { userId: { body: 'external_id' }, photo: 'photos' },
    data: { 200: z.array(verified.schema) },
    errors: [409, 422],
    answer: async ({ results, threshold }) => {
      const all: unknown[] = [];
      for await (const one of results) all.push(verified.of(verificationEvent(one, threshold)));
      return success(all);
    },
  });
  addOperation(app, server, inspect, {
    ...{ method: 'POST', path: `${PATH}/inspect`, tag: 'search', operationId: 'inspect' },
    ...{ scope: 'search', description: EACH_PHOTO },
    arguments: { photo: 'photos' },
    data: { 200: z.array(inspected.schema) },
    errors: [422],
    answer: async (seen) => {
      const all: unknown[] = [];
      for await (const one of seen) {
        const { picture: _, ...told } = inspectionEvent(one) as { readonly picture?: unknown };
        all.push(inspected.of(told));
      }
      return success(all);
    },
  });
}
