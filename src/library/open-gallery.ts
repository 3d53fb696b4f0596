import type { Deletion } from '../domain/deletion.js';
import type { Found } from '../domain/found.js';
import type { GalleryFilter } from '../domain/gallery.js';
import type { CollectionStore, GalleryStore, Store } from '../operations/context.js';
import { openForCaller } from '../operations/database/open-for-caller.js';
import { changeFace, plannedFaces } from '../operations/faces/change-face.js';
import { changeUser, checkNewUser, createUser } from '../operations/users/change-user.js';
import { existingFace, existingUser, recordOf } from '../operations/users/existing.js';
import { namedUsers } from '../operations/users/named-users.js';
import { renameUser } from '../operations/users/rename-user.js';
import { checked } from './arguments/checked.js';
import { jsonObject, list } from './arguments/objects.js';
import {
  faceListOptions,
  galleryOptions,
  mergeOption,
  oddIds,
  userFields,
  userListOptions,
} from './arguments/options.js';
import type { Place } from './arguments/place.js';
import { text } from './arguments/values.js';
import { closeGallery, openedOf, register } from './opened.js';
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
export function openGallery(given: GalleryOptions): Gallery {
  const options = checked('openGallery', (place) => galleryOptions(given, place));
  const { database, collection = 'default', keyFile, readOnly = false, reference } = options;
  const opened = openForCaller(database, readOnly, keyFile);
  const gallery: Gallery = Object.freeze({
    database,
    collection,
    users: usersOf(() => gallery),
    faces: facesOf(() => gallery),
    close: () => closeGallery(gallery),
  });
  register(gallery, { ...opened, readOnly, reference, busy: false });
  return gallery;
}

function usersOf(gallery: () => Gallery): GalleryUsers {
  return {
    list: (given = {}) => {
      const options = checked('users.list', (place) => userListOptions(given, place));
      return listOf(reading(gallery()).users.find(filterOf(options), options.sort), options);
    },
    show: (userId) => {
      const wanted = checked('users.show', (place) => text(userId, place.member('userId')));
      const { users, faces } = reading(gallery());
      const [stored] = storeOf(gallery(), 'read').part.users.find(wanted, false);
      if (stored === undefined) return undefined;
      return { ...recordOf(users, stored), templates: faces.ofUser(stored) };
    },
    add: (userId, fields = {}, options = {}) => {
      const { id, data, allowOddIds } = checked('users.add', (place) => {
        const id = text(userId, place.member('userId'));
        return { id, data: dataOf(fields, place), ...oddIds(options, place) };
      });
      checkNewUser(id, data, allowOddIds);
      const { store, part } = storeOf(gallery(), 'write');
      const { collection } = gallery();
      part.transaction(() => {
        if (!store.collections.has(collection)) {
          store.collections.create(collection, new Date().toISOString());
        }
        createUser(part, id, data);
      });
    },
    update: (userId, fields) => {
      const { id, data } = checked('users.update', (place) => {
        const id = text(userId, place.member('userId'));
        return { id, data: changesOf(fields, place) };
      });
      return changeUser(storeOf(gallery(), 'write').part, id, data).differs;
    },
    rename: (oldId, newId, options = {}) => {
      const { from, to, allowOddIds } = checked('users.rename', (place) => {
        const from = text(oldId, place.member('oldId'));
        const to = text(newId, place.member('newId'));
        return { from, to, ...oddIds(options, place) };
      });
      renameUser(storeOf(gallery(), 'write').part, from, to, allowOddIds);
    },
    delete: (...userIds) => {
      const ids = checked('users.delete', (place) => texts(userIds, place.member('userIds')));
      return removed(gallery(), (part) => namedUsers(part, ids));
    },
  };
}

function facesOf(gallery: () => Gallery): GalleryFaces {
  return {
    list: (given = {}) => {
      const options = checked('faces.list', (place) => faceListOptions(given, place));
      const { userId, ...others } = filterOf(options);
      const { part } = storeOf(gallery(), 'read');
      const filter =
        userId === undefined ? others : { ...others, userId: existingUser(part, userId) };
      return listOf(reading(gallery()).faces.find(filter, options.sort), options);
    },
    show: (faceId) => {
      const wanted = checked('faces.show', (place) => text(faceId, place.member('faceId')));
      return existingFace(reading(gallery()).faces, wanted);
    },
    update: (faceId, metadata, options = {}) => {
      const {
        id,
        kept,
        merge = false,
      } = checked('faces.update', (place) => {
        const id = text(faceId, place.member('faceId'));
        const kept = jsonObject(metadata, place.member('metadata'));
        return { id, kept, ...mergeOption(options, place) };
      });
      const { part: changes } = storeOf(gallery(), 'write');
      const { faces } = reading(gallery());
      return changeFace({ faces, changes }, id, kept, merge).differs;
    },
    delete: (...faceIds) => {
      const ids = checked('faces.delete', (place) => texts(faceIds, place.member('faceIds')));
      return removed(gallery(), (part) => plannedFaces(reading(gallery()).faces, part, ids));
    },
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
  const { store, part } = storeOf(gallery, 'write');
  const { deleted, erased } = part.removal.remove(plan(part), new Date().toISOString());
  return {
    users: deleted.filter(({ what }) => what === 'user').map(({ userId }) => userId),
    faceIds: deleted.flatMap(({ faceIds }) => faceIds),
    erased,
    stillPublished: store.publications.states().reduce((sum, { stale }) => sum + stale, 0),
  };
}

/** IDs that are named one by one. */
const texts = list(text);

/** The same of a change, which is one of a field at least. */
function changesOf(given: UserFields, place: Place): Required<UserFields> {
  const data = dataOf(given, place);
  if (Object.keys({ ...data.known, ...data.extra }).length > 0) return data;
  throw place.member('fields').error('names no field: nothing is to be changed');
}

function dataOf(given: UserFields, place: Place): Required<UserFields> {
  const { known = {}, extra = {} } = userFields(given, place.member('fields'));
  return { known, extra };
}

function filterOf({ sort: _, limit: __, offset: ___, ...filter }: ListOptions): GalleryFilter {
  return { fields: [], ...filter };
}

function listOf<Row>(found: Found<Row>, { limit = -1, offset = 0 }: ListOptions): List<Row> {
  return { total: found.total, rows: found.rows({ limit, offset }) };
}
