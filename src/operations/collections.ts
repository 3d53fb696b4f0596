import { COLLECTIONS_DELETE_OPTIONS } from './collections/options.js';
import { operation } from './operation.js';

export const collectionsList = operation({
  name: 'collections list',
  summary: 'List collections and how many are in them.',
  arguments: {},
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./collections/list.js')).listCollections,
});

export const collectionsCreate = operation({
  name: 'collections create',
  summary: 'Create an empty collection; an import also creates the one it names.',
  arguments: { name: { text: 'its name', kind: 'text' } },
  options: {},
  opens: 'database',
  access: 'write',
  load: async () => (await import('./collections/create.js')).createCollection,
});

export const collectionsDelete = operation({
  name: 'collections delete',
  summary: 'Delete a collection with all of its users.',
  arguments: { name: { text: 'its name', kind: 'text' } },
  options: COLLECTIONS_DELETE_OPTIONS,
  opens: 'database',
  access: 'write',
  deletes: true,
  load: async () => (await import('./collections/delete.js')).deleteCollection,
});
