import type { FastifyInstance } from 'fastify';
import { facesList } from '../../operations/faces.js';
import { onPage, PAGE_ROWS, pageAnswer, pagesOf } from '../paging.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { face, faceBody } from './face.js';

/** The faces of a collection, a page at a time. */
export function addFacesList(app: FastifyInstance, server: Server): void {
  addOperation(app, server, facesList, {
    ...{ method: 'GET', path: '/collections/:collection/faces', tag: 'faces' },
    ...{ operationId: 'listFaces', scope: 'read', arguments: {} },
    ...{ own: PAGE_ROWS, data: pagesOf(face) },
    answer: (found, { own }) => pageAnswer(onPage(found, own).map(faceBody), found.total, own),
  });
}
