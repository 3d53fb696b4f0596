import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FaceRecord } from '../../domain/gallery.js';
import { isJsonObject } from '../../domain/json-object.js';
import { facesDelete, facesShow, facesUpdate } from '../../operations/faces.js';
import { type Answer, NO_CONTENT, success } from '../answer.js';
import { ifMatch, ifMatchHeader } from '../if-match.js';
import { ifNoneMatchHeader } from '../if-none-match.js';
import { job } from '../jobs/schema.js';
import { MAX_PHOTOS_AT_ONCE } from '../limits.js';
import { inCollection, PARAMS } from '../params.js';
import { Problem } from '../problem.js';
import { type Ask, addRoute } from '../route.js';
import type { Server } from '../server.js';
import { batchResult, enrollBatch } from './batch.js';
import { BATCH_LIMITS, batchForm } from './batch-form.js';
import { enrolledFace, enrollFace, enrollForm, FORM_LIMITS } from './enroll.js';
import { etagOf, face, faceBody } from './face.js';

const ofFace = inCollection.extend({ face_id: PARAMS.face_id });

type OfFace = z.output<typeof ofFace>;

const preferHeader = z.object({
  prefer: z.string().optional().describe('respond-async: answer with a job'),
});

const ABOUT_BATCHES =
  'A photo that fails leaves the others alone. Photos of one person are enrolled in their order, ' +
  `others at the same time. More than ${MAX_PHOTOS_AT_ONCE} photos are a job: 202, with its ` +
  'address in Location. A server that is started again does not know its jobs; send the same ' +
  'batch again, with the same Idempotency-Key or none: the rest is enrolled, and photos that are ' +
  'there already are answered with status 200 and the face that they have. Do the same with a ' +
  'batch in which a photo has a status of 500 or more.';

const metadataBody = z.strictObject({
  metadata: z
    .record(z.string(), z.unknown())
    .describe('a JSON object of your own')
    .meta({ examples: [{ name: 'Alice Johnson', department: 'Product' }] }),
});

/** Faces of a collection, one at a time. */
export function addFaces(app: FastifyInstance, server: Server): void {
  addRoute(app, server, {
    ...{ method: 'POST', path: '/collections/:collection/faces', tag: 'faces' },
    ...{ operationId: 'enrollFace', summary: 'Enroll a face.', scope: 'enroll' },
    params: inCollection,
    form: { schema: enrollForm, limits: FORM_LIMITS },
    data: { 201: enrolledFace, 200: enrolledFace },
    errors: [409, 422],
    answer: (ask) => enrollFace(server, ask),
  });
  addRoute(app, server, {
    ...{ method: 'POST', path: '/collections/:collection/faces/batch', tag: 'faces' },
    ...{ operationId: 'enrollFaces', summary: 'Enroll many faces, each by itself.' },
    description: ABOUT_BATCHES,
    ...{ scope: 'enroll', params: inCollection, headers: preferHeader },
    form: { schema: batchForm, limits: BATCH_LIMITS },
    data: { 200: batchResult, 202: job },
    errors: [422],
    answer: (ask) => enrollBatch(server, ask),
  });
  addRoute(app, server, {
    ...{ method: 'GET', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'getFace', summary: facesShow.summary, scope: 'read' },
    ...{ params: ofFace, headers: ifNoneMatchHeader },
    data: { 200: face, 304: null },
    answer: ({ params, ...ask }) =>
      server.service.perform(facesShow, { faceId: params.face_id }, placeOf(ask, params), answerOf),
  });
  addRoute(app, server, {
    ...{ method: 'PUT', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'replaceFaceMetadata', scope: 'write' },
    summary: 'Replace the metadata of a face.',
    ...{ params: ofFace, headers: ifMatchHeader, body: metadataBody },
    ...{ data: { 200: face }, errors: [409, 412] },
    answer: (ask) => changeFace(server, ask, ask.body.metadata, false),
  });
  addRoute(app, server, {
    ...{ method: 'PATCH', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'updateFaceMetadata', scope: 'write' },
    summary: 'Merge into the metadata of a face (RFC 7396).',
    ...{ params: ofFace, headers: ifMatchHeader, body: metadataBody },
    ...{ data: { 200: face }, errors: [409, 412] },
    answer: (ask) => changeFace(server, ask, ask.body.metadata, true),
  });
  addRoute(app, server, {
    ...{ method: 'DELETE', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'deleteFace', summary: 'Delete a face; its user stays.', scope: 'delete' },
    ...{ params: ofFace, headers: ifMatchHeader },
    data: { 204: null },
    errors: [409, 412],
    answer: ({ params, headers, ...ask }) =>
      server.service.perform(
        ifMatch(facesDelete, tagged(params.face_id), headers['if-match']),
        { faceId: [params.face_id], dryRun: false },
        placeOf(ask, params),
        async ({ carryOut }) => {
          await carryOut();
          return NO_CONTENT;
        },
      ),
  });
}

/** A face as `If-Match` means it. */
function tagged(faceId: string) {
  return { noun: 'the face', show: facesShow, input: { faceId }, etagOf };
}

function answerOf(record: FaceRecord): Answer {
  return success(faceBody(record), { headers: { etag: etagOf(record) } });
}

/** Where a request's operation is done. */
function placeOf(
  { key, signal }: Pick<Ask, 'key' | 'signal'>,
  { collection }: { readonly collection: string },
) {
  return { collection, caller: { keyId: key.keyId, signal } };
}

function changeFace(
  { service }: Server,
  { params, headers, ...ask }: Ask<OfFace>,
  metadata: unknown,
  merge: boolean,
): Promise<Answer> {
  if (!isJsonObject(metadata)) throw new Problem('INVALID_REQUEST', 'metadata must be an object');
  return service.perform(
    ifMatch(facesUpdate, tagged(params.face_id), headers['if-match']),
    { faceId: params.face_id, metadata, merge },
    placeOf(ask, params),
    ({ face }) => answerOf(face),
  );
}
