import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { COLLECTION_NAME, isCollectionName } from '../../domain/collection-name.js';
import {
  collectionsCreate,
  collectionsDelete,
  collectionsList,
} from '../../operations/collections.js';
import * as gallery from '../../operations/schema/gallery.js';
import { NO_CONTENT, success } from '../answer.js';
import { mayUse, requireCollection } from '../caller.js';
import { invalidField } from '../issues.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike, type Told } from '../snake.js';

const collection = named(gallery.collection, 'Collection');
const created = named(gallery.createdCollection, 'CreatedCollection');

/** Sets of users within the database. */
export function addCollections(app: FastifyInstance, server: Server): void {
  addOperation(app, server, collectionsList, {
    ...{ method: 'GET', path: '/collections', tag: 'collections', scope: 'read' },
    operationId: 'listCollections',
    description: 'Those that the key may know of.',
    ...{ arguments: {}, data: { 200: z.array(collection.schema) } },
    answer: (all, { ask: { key } }) =>
      success(all.filter(({ name }) => mayUse(key, name)).map(collection.of)),
  });
  addOperation(app, server, collectionsCreate, {
    ...{ method: 'POST', path: '/collections', tag: 'collections', scope: 'write' },
    ...{ operationId: 'createCollection', arguments: { name: { body: 'collection_id' } } },
    ...{ data: { 201: created.schema }, errors: [409] },
    fixed: ({ key, body }) => {
      const { collection_id: name } = body as { readonly collection_id: string };
      if (!isCollectionName(name))
        throw invalidField('collection_id', `must be ${COLLECTION_NAME}`);
      requireCollection(key, name);
      return {};
    },
    answer: (made) =>
      success(created.of({ ...made, action: 'COLLECTION_CREATED' }), {
        status: 201,
        headers: { location: `/api/v1/collections/${encodeURIComponent(made.name)}` },
      }),
  });
  addOperation(app, server, collectionsDelete, {
    ...{ method: 'DELETE', path: '/collections/:collection', tag: 'collections' },
    ...{ scope: 'delete', operationId: 'deleteCollection', without: ['dryRun'] },
    ...{ arguments: { name: { path: 'collection' } }, data: { 204: null }, errors: [409] },
    answer: ({ carryOut }) => {
      carryOut();
      return NO_CONTENT;
    },
  });
}

/** A line about a collection: what is called `name` there is the collection's ID here. */
function named(line: z.ZodObject, id: string): Told {
  const { name, ...others } = line.shape;
  const told = dataLike(z.strictObject({ collection: name as z.ZodType, ...others }), id);
  return {
    schema: told.schema,
    of: (printed) => {
      const { name, ...rest } = printed as { readonly name?: unknown };
      return told.of({ collection: name, ...rest });
    },
  };
}
