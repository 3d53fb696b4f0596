import type { FastifyInstance } from 'fastify';
import { auditPage } from '../../operations/audit.js';
import { auditRow } from '../../operations/schema/journal.js';
import { auditEvents } from '../../render/audit-list.js';
import { PAGE_ROWS, pageAnswer, pagesOf, partOf } from '../paging.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { dataLike } from '../snake.js';

const told = dataLike(auditRow, 'AuditRow');

/** The audit of a collection. */
export function addAudit(app: FastifyInstance, server: Server): void {
  addOperation(app, server, auditPage, {
    ...{ method: 'GET', path: '/collections/:collection/audit', tag: 'audit', scope: 'audit' },
    operationId: 'listAudit',
    description: 'The oldest first. What concerns no collection is in none.',
    ...{ arguments: {}, without: ['collection', 'limit', 'offset'], own: PAGE_ROWS },
    data: pagesOf(told.schema),
    fixed: ({ params: { collection } }, given) => ({ collection, ...partOf(given) }),
    answer: ({ rows, total }, { own }) =>
      pageAnswer([...auditEvents(rows)].map(told.of), total, own),
  });
}
