import { FACES_DELETE_OPTIONS, FACES_LIST_OPTIONS, FACES_UPDATE_OPTIONS } from './faces/options.js';
import { operation } from './operation.js';

const FACE_ID = {
  text: 'the face ID, or as much of its beginning as no other face has',
  kind: 'text',
} as const;

export const facesList = operation({
  name: 'faces list',
  summary: 'List faces, a page at a time.',
  arguments: {},
  options: FACES_LIST_OPTIONS,
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./faces/list.js')).listFaces,
});

export const facesShow = operation({
  name: 'faces show',
  summary: 'Tell all there is of a face.',
  arguments: { faceId: FACE_ID },
  options: {},
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./faces/show.js')).showFace,
});

export const facesUpdate = operation({
  name: 'faces update',
  summary: 'Replace the metadata of a face, or merge into it.',
  arguments: { faceId: FACE_ID },
  options: FACES_UPDATE_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  load: async () => (await import('./faces/update.js')).updateFace,
});

export const facesDelete = operation({
  name: 'faces delete',
  summary: 'Delete single faces; their users stay.',
  arguments: {
    faceId: {
      text: 'the face IDs, or as much of their beginnings as no other face has',
      kind: 'text',
      many: true,
    },
  },
  options: FACES_DELETE_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  deletes: true,
  load: async () => (await import('./faces/delete.js')).deleteFaces,
});
