import { resolve } from 'node:path';
import type { Deletion } from '../domain/deletion.js';
import type { GalleryFilter } from '../domain/gallery.js';
import type { Found } from '../store/found.js';
import type { CollectionStore, GalleryStore, Store } from '../store/store.js';
import { Store as Stores } from '../store/store.js';
import { changeFace, plannedFaces } from './change-face.js';
import { changeUser, checkChange, checkNewUser, createUser } from './change-user.js';
import { existingFace, existingUser, recordOf } from './existing.js';
import { readKeyFile } from './master-key.js';
import { namedUsers } from './named-users.js';
import { closeGallery, openedOf, register } from './opened.js';
import { renameUser } from './rename-user.js';
import type {
  DeletionResult,
  Gallery,
  GalleryFaces,
  GalleryOptions,
  GalleryUsers,
  List,
  ListOptions,
  UserFields,
} from './types.js';

/** No template is read by what lists and changes users, whatever encoder made it. */
const NO_ENCODER = '';

/**
 * Opens a collection of a database, which is made when need be.
 *
 * @throws {FatalError} (an Error whose message names what is wrong and what to do) when it
 *   cannot be opened, the key does not open it, or another process is writing it.
 */
export function openGallery(options: GalleryOptions): Gallery {
  const { database, collection = 'default', keyFile, readOnly = false, reference } = options;
  // Who calls a library looks after the mode of the key file: there is nobody to warn.
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile, 'keyFile', () => {});
  const store = Stores.open(resolve(database), readOnly, { key, mustExist: readOnly });
  const gallery: Gallery = {
    database,
    collection,
    users: usersOf(() => gallery),
    faces: facesOf(() => gallery),
    close: () => closeGallery(gallery),
  };
  register(gallery, { store, key, readOnly, reference, busy: false });
  return gallery;
}

function usersOf(gallery: () => Gallery): GalleryUsers {
  return {
    list: (options = {}) =>
      listOf(reading(gallery()).users.find(filterOf(options), options.sort), options),
    show: (userId) => {
      const { users, faces } = reading(gallery());
      const [stored] = storeOf(gallery(), 'read').part.users.find(userId, false);
      if (stored === undefined) return undefined;
      return { ...recordOf(users, stored), templates: faces.ofUser(stored) };
    },
    add: (userId, fields = {}, { allowOddIds } = {}) => {
      const data = dataOf(fields);
      checkNewUser(userId, data, allowOddIds);
      const { store, part } = storeOf(gallery(), 'write');
      const { collection } = gallery();
      part.transaction(() => {
        if (!store.collections.has(collection)) {
          store.collections.create(collection, new Date().toISOString());
        }
        createUser(part, userId, data);
      });
    },
    update: (userId, fields) => {
      const data = dataOf(fields);
      checkChange(data);
      return changeUser(storeOf(gallery(), 'write').part, userId, data).differs;
    },
    rename: (oldId, newId, { allowOddIds } = {}) => {
      renameUser(storeOf(gallery(), 'write').part, oldId, newId, allowOddIds);
    },
    delete: (...userIds) => removed(gallery(), (part) => namedUsers(part, userIds)),
  };
}

function facesOf(gallery: () => Gallery): GalleryFaces {
  return {
    list: (options = {}) => {
      const { userId, ...others } = filterOf(options);
      const { part } = storeOf(gallery(), 'read');
      const filter =
        userId === undefined ? others : { ...others, userId: existingUser(part, userId) };
      return listOf(reading(gallery()).faces.find(filter, options.sort), options);
    },
    show: (faceId) => existingFace(reading(gallery()).faces, faceId),
    update: (faceId, metadata, { merge = false } = {}) => {
      const { part: changes } = storeOf(gallery(), 'write');
      const { faces } = reading(gallery());
      return changeFace({ faces, changes }, faceId, metadata, merge).differs;
    },
    delete: (...faceIds) =>
      removed(gallery(), (part) => plannedFaces(reading(gallery()).faces, part, faceIds)),
  };
}

function reading(gallery: Gallery): GalleryStore {
  return openedOf(gallery).store.gallery(gallery.collection);
}

function storeOf(
  gallery: Gallery,
  purpose: 'read' | 'write',
): { readonly store: Store; readonly part: CollectionStore } {
  const { store, reference } = openedOf(gallery, purpose);
  return { store, part: store.collection(gallery.collection, NO_ENCODER, { reference }) };
}

function removed(
  gallery: Gallery,
  plan: (part: CollectionStore) => readonly Deletion[],
): DeletionResult {
  const { part } = storeOf(gallery, 'write');
  const { deleted, erased } = part.removal.remove(plan(part), new Date().toISOString());
  return {
    users: deleted.filter(({ what }) => what === 'user').map(({ userId }) => userId),
    faceIds: deleted.flatMap(({ faceIds }) => faceIds),
    erased,
  };
}

function dataOf({ known = {}, extra = {} }: UserFields): Required<UserFields> {
  return { known, extra };
}

function filterOf({ sort: _, limit: __, offset: ___, ...filter }: ListOptions): GalleryFilter {
  return { fields: [], ...filter };
}

function listOf<Row>(found: Found<Row>, { limit = -1, offset = 0 }: ListOptions): List<Row> {
  return { total: found.total, rows: found.rows({ limit, offset }) };
}
