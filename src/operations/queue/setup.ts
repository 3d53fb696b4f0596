import { isForbidden } from '../../postgres/away.js';
import { makeTables } from '../../workers/queue/photo-queue.js';
import { hasTables, notAllowed } from '../../workers/queue/tables/format.js';
import { administratorSql, dropTablesSql } from '../../workers/queue/tables/setup-sql.js';
import type { HostContext } from '../context.js';
import type { QUEUE_SETUP_OPTIONS } from '../options/queue-admin.js';
import type { ValuesOf } from '../options/row.js';
import { onQueue } from './short-link.js';

/** The tables of a queue: as SQL, or made. */
export type QueueSetup =
  | { readonly kind: 'sql'; readonly sql: string }
  | {
      readonly kind: 'plan';
      /** Whether what is on the queue is deleted first. */
      readonly again: boolean;
      /** Makes the tables, and tells where, and whether they were not there before. */
      readonly carryOut: () => Promise<{ readonly queue: string; readonly isMade: boolean }>;
    };

/** Plans the tables of a queue; nothing is connected to yet. */
export function setUpQueue(
  { host }: HostContext,
  { print, role, again = false, ...place }: ValuesOf<typeof QUEUE_SETUP_OPTIONS>,
): QueueSetup {
  if (print) return { kind: 'sql', sql: administratorSql(role, { again }) };
  const carryOut = () =>
    onQueue(place, host, async (link) => {
      try {
        if (again) await link.query(dropTablesSql());
        const isMade = !(await hasTables(link));
        if (isMade) await makeTables(link);
        return { queue: link.shown, isMade };
      } catch (error) {
        // The first statement of a link says who refuses it, with the reason as its cause.
        const reasons = [error, (error as Error).cause ?? {}];
        throw reasons.some(isForbidden) ? notAllowed(link, error, { again }) : error;
      }
    });
  return { kind: 'plan', again, carryOut };
}
