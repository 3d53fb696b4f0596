import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FaceRecord } from '../../domain/gallery.js';
import { isJsonObject } from '../../domain/json-object.js';
import { facesDelete, facesShow, facesUpdate } from '../../operations/faces.js';
import { type Answer, NO_CONTENT, success } from '../answer.js';
import { ifMatch } from '../if-match.js';
import { Problem } from '../problem.js';
import { type Ask, addRoute } from '../route.js';
import type { Server } from '../server.js';
import { enrolledFace, enrollFace, enrollForm, FORM_LIMITS } from './enroll.js';
import { etagOf, face, faceBody } from './face.js';

const inCollection = z.object({ collection: z.string() });
const ofFace = inCollection.extend({ face_id: z.string().describe('UUID version 7') });

type OfFace = z.output<typeof ofFace>;

const metadataBody = z.object({ metadata: z.record(z.string(), z.unknown()) });

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
    ...{ method: 'GET', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'getFace', summary: facesShow.summary, scope: 'read' },
    params: ofFace,
    data: { 200: face },
    answer: ({ params, ...ask }) =>
      server.service.perform(facesShow, { faceId: params.face_id }, placeOf(ask, params), answerOf),
  });
  addRoute(app, server, {
    ...{ method: 'PUT', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'replaceFaceMetadata', scope: 'write' },
    summary: 'Replace the metadata of a face.',
    ...{ params: ofFace, body: metadataBody, data: { 200: face }, errors: [409, 412] },
    answer: (ask) => changeFace(server, ask, ask.body.metadata, false),
  });
  addRoute(app, server, {
    ...{ method: 'PATCH', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'updateFaceMetadata', scope: 'write' },
    summary: 'Merge into the metadata of a face (RFC 7396).',
    ...{ params: ofFace, body: metadataBody, data: { 200: face }, errors: [409, 412] },
    answer: (ask) => changeFace(server, ask, ask.body.metadata, true),
  });
  addRoute(app, server, {
    ...{ method: 'DELETE', path: '/collections/:collection/faces/:face_id', tag: 'faces' },
    ...{ operationId: 'deleteFace', summary: 'Delete a face; its user stays.', scope: 'delete' },
    params: ofFace,
    data: { 204: null },
    errors: [409, 412],
    answer: ({ params, headers, ...ask }) =>
      server.service.perform(
        ifMatch(facesDelete, tagged(params.face_id), headers['if-match']),
        { faceId: [params.face_id], dryRun: false },
        placeOf(ask, params),
        ({ carryOut }) => {
          carryOut();
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
export function placeOf(
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
