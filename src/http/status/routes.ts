import type { FastifyInstance } from 'fastify';
import { PHOTO_OPTIONS } from '../../operations/options/photo.js';
import { status as statusLine } from '../../operations/schema/gallery.js';
import type { ToldUsers } from '../../operations/status/users.js';
import { status } from '../../operations/status.js';
import { usersList } from '../../operations/users.js';
import { statusEvent } from '../../render/status.js';
import { success } from '../answer.js';
import { onPage, PAGE_ROWS, pageAnswer, pagesOf } from '../paging.js';
import { type Asked, performed } from '../performed.js';
import { notFound } from '../problem-of.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';

const told = dataLike(statusLine, 'UserStatus');

/** What must be said of photos, and who has a tag: no photo is looked at here. */
const NOT_OF_ONE = [...Object.keys(PHOTO_OPTIONS), 'tags'] as 'tags'[];

/** What there is of templates. */
export function addStatus(app: FastifyInstance, server: Server): void {
  addOperation(app, server, status, {
    ...{ method: 'GET', path: '/collections/:collection/users/:external_id/status' },
    ...{ tag: 'users', operationId: 'getUserStatus', scope: 'read' },
    summary: 'Show the status of the templates of a user.',
    description: 'Also of a user who was deleted, or who has another external_id now.',
    arguments: { userId: { path: 'external_id' } },
    ...{ without: NOT_OF_ONE, data: { 200: told.schema } },
    answer: (users, { ask }) => {
      const [one] = toldOf(users as ToldUsers);
      if (one === undefined) throw notFound('user', ask.params.external_id ?? '');
      return success(one);
    },
  });
  addOperation(app, server, usersList, {
    ...{ method: 'GET', path: '/collections/:collection/status', tag: 'users' },
    ...{ operationId: 'listStatus', scope: 'read', summary: status.summary },
    description: 'Of the users that the other parameters ask for.',
    ...{ arguments: {}, own: PAGE_ROWS, data: pagesOf(told.schema) },
    answer: async ({ found }, { ask, own }) => {
      const userIds = onPage(found, own).map(({ userId }) => userId);
      const rows = userIds.length === 0 ? [] : await statusOf(userIds, ask, server);
      return pageAnswer(rows, found.total, own);
    },
  });
}

/** Without users everybody would be told. */
function statusOf(
  userId: readonly string[],
  ask: Asked,
  server: Server,
): Promise<readonly unknown[]> {
  return performed(server, status, { userId }, ask, (users) => toldOf(users as ToldUsers));
}

function toldOf({ statuses, encoder }: ToldUsers): readonly unknown[] {
  return [...statuses].map((one) => told.of(statusEvent(one, encoder)));
}
