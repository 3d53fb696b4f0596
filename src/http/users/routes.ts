import type { FastifyInstance } from 'fastify';
import * as gallery from '../../operations/schema/gallery.js';
import {
  usersAdd,
  usersDelete,
  usersList,
  usersRename,
  usersShow,
  usersUpdate,
} from '../../operations/users.js';
import { userEvent } from '../../render/gallery.js';
import { NO_CONTENT, success } from '../answer.js';
import { ifMatch, ifMatchHeader } from '../if-match.js';
import { ifNoneMatchHeader } from '../if-none-match.js';
import { onPage, PAGE_ROWS, pageAnswer, pagesOf } from '../paging.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';
import { etagNow, etagOf, placeOfUser, taggedUser, wholeBody, wholeUser } from './user.js';

const USERS = { path: '/collections/:collection/users', tag: 'users' };
const USER = { path: `${USERS.path}/:external_id`, tag: 'users' };

const BY_ADDRESS = { userId: { path: 'external_id' } } as const;

const user = dataLike(gallery.user, 'User');
const changed = dataLike(gallery.changedUser, 'ChangedUser');
const renamed = dataLike(gallery.renamedUser, 'RenamedUser');

/** The users of a collection. */
export function addUsers(app: FastifyInstance, server: Server): void {
  addOperation(app, server, usersList, {
    ...{ ...USERS, method: 'GET', operationId: 'listUsers', scope: 'read' },
    ...{ arguments: {}, own: PAGE_ROWS, data: pagesOf(user.schema) },
    answer: ({ found }, { own, context: { collection } }) => {
      const rows = onPage(found, own).map((one) => user.of(userEvent(collection, one)));
      return pageAnswer(rows, found.total, own);
    },
  });
  addOperation(app, server, usersAdd, {
    ...{ ...USERS, method: 'POST', operationId: 'addUser', scope: 'write' },
    arguments: { userId: { body: 'external_id' } },
    ...{ data: { 201: changed.schema }, errors: [409, 422] },
    answer: async (added, { context }) => {
      const { userId } = added.user;
      return success(
        changed.of({ ...userEvent(context.collection, added.user), action: added.action }),
        {
          status: 201,
          headers: {
            etag: await etagNow(userId, context),
            location: placeOfUser(context.collection, userId),
          },
        },
      );
    },
  });
  addOperation(app, server, usersShow, {
    ...{ ...USER, method: 'GET', operationId: 'getUser', scope: 'read' },
    ...{ arguments: BY_ADDRESS, headers: ifNoneMatchHeader, data: { 200: wholeUser, 304: null } },
    answer: (shown, { context }) =>
      success(wholeBody(shown, context), { headers: { etag: etagOf(shown, context) } }),
  });
  addOperation(app, server, usersUpdate, {
    ...{ ...USER, method: 'PATCH', operationId: 'updateUser', scope: 'write' },
    summary: 'Change fields and tags of a user; what is not named stays as it is.',
    headers: ifMatchHeader,
    ...{ arguments: BY_ADDRESS, data: { 200: changed.schema }, errors: [409, 412] },
    instead: (operation, { params, headers }) =>
      ifMatch(operation, taggedUser(params.external_id as string), headers['if-match']),
    answer: async (done, { context }) =>
      success(changed.of({ ...userEvent(context.collection, done.user), action: done.action }), {
        headers: { etag: await etagNow(done.user.userId, context) },
      }),
  });
  addOperation(app, server, usersDelete, {
    ...{ ...USER, method: 'DELETE', operationId: 'deleteUser', scope: 'delete' },
    summary: 'Delete a user with all that is stored of them.',
    headers: ifMatchHeader,
    ...{ arguments: BY_ADDRESS, without: ['dryRun'], data: { 204: null }, errors: [409, 412] },
    instead: (operation, { params, headers }) =>
      ifMatch(operation, taggedUser(params.external_id as string), headers['if-match']),
    answer: async ({ carryOut }) => {
      await carryOut();
      return NO_CONTENT;
    },
  });
  addOperation(app, server, usersRename, {
    ...{ method: 'POST', path: `${USER.path}/rename`, tag: 'users' },
    ...{ operationId: 'renameUser', scope: 'write' },
    arguments: { ...BY_ADDRESS, newId: { body: 'new_external_id' } },
    ...{ data: { 200: renamed.schema }, errors: [409, 422] },
    answer: ({ renaming, user, dryRun }, { context: { collection } }) =>
      success(
        renamed.of({
          ...userEvent(collection, user),
          ...{ action: 'USER_RENAMED', from: renaming.from, dryRun },
        }),
        { headers: { location: placeOfUser(collection, renaming.to) } },
      ),
  });
}
