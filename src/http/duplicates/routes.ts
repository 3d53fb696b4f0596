import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  duplicatesAllow,
  duplicatesList,
  duplicatesRevoke,
  duplicatesScan,
} from '../../operations/duplicates.js';
import * as gallery from '../../operations/schema/gallery.js';
import { cluster, scanSummary } from '../../operations/schema/similarities.js';
import { duplicatesEvents } from '../../render/duplicates.js';
import { NO_CONTENT, success } from '../answer.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';

const SCAN = '/collections/:collection/duplicates';
const EXCEPTIONS = `${SCAN}/exceptions`;

const { clusters: _, ...figures } = scanSummary.shape;
const scan = dataLike(z.strictObject({ clusters: z.array(cluster), ...figures }), 'DuplicateScan');
const exception = dataLike(gallery.exception, 'Exception');
const changed = dataLike(gallery.changedException, 'ChangedException');

/** Users who may be one person, and those who may look alike. */
export function addDuplicates(app: FastifyInstance, server: Server): void {
  addOperation(app, server, duplicatesScan, {
    ...{ method: 'GET', path: SCAN, tag: 'duplicates', operationId: 'scanDuplicates' },
    ...{ scope: 'search', arguments: {}, data: { 200: scan.schema }, errors: [409] },
    answer: (found) => {
      const events = [...duplicatesEvents(found, 0)];
      return success(scan.of({ ...events.at(-1), clusters: events.slice(0, -1) }));
    },
  });
  addOperation(app, server, duplicatesList, {
    ...{ method: 'GET', path: EXCEPTIONS, tag: 'duplicates', operationId: 'listExceptions' },
    ...{ scope: 'read', arguments: {}, data: { 200: z.array(exception.schema) } },
    answer: (exceptions) => success(exceptions.map(exception.of)),
  });
  addOperation(app, server, duplicatesAllow, {
    ...{ method: 'POST', path: EXCEPTIONS, tag: 'duplicates', operationId: 'allowDuplicate' },
    scope: 'write',
    arguments: { userA: { body: 'external_id' }, userB: { body: 'other_external_id' } },
    data: { 201: changed.schema, 200: changed.schema },
    errors: [409],
    answer: ({ exception, action }) =>
      success(changed.of({ ...exception, action }), { status: action === 'UNCHANGED' ? 200 : 201 }),
  });
  addOperation(app, server, duplicatesRevoke, {
    ...{ method: 'DELETE', path: `${EXCEPTIONS}/:external_id/:other_external_id` },
    ...{ tag: 'duplicates', operationId: 'revokeDuplicate', scope: 'write' },
    arguments: { userA: { path: 'external_id' }, userB: { path: 'other_external_id' } },
    ...{ data: { 204: null }, errors: [409] },
    answer: () => NO_CONTENT,
  });
}
