import { FatalError } from '../../domain/fatal-error.js';
import type { ShownQueue } from '../../domain/queue-status.js';
import { jsonLine, printable } from '../../domain/text.js';
import type { HostContext } from '../../operations/context.js';
import type { PlannedQueuePurge } from '../../operations/queue/purge.js';
import type { QueueSetup } from '../../operations/queue/setup.js';
import { isNothing, purgeEvent, purgeText } from '../../render/queue-purge.js';
import { queueStatusEvents, queueStatusLines } from '../../render/queue-status.js';
import type { Show } from '../command-of.js';
import { confirmed } from '../confirm.js';
import { widthOf } from '../io.js';
import type { JsonOutput } from '../options/output.js';
import type { QUEUE_PURGE_OUTPUT, QUEUE_SETUP_OUTPUT } from './output.js';

/** Tells who uses a queue, and what is on it. */
export const showStatus: Show<ShownQueue, JsonOutput, HostContext> = (status, { json }, io) => {
  const lines = json ? queueStatusEvents(status) : queueStatusLines(status, widthOf(io.stdout));
  io.stdout.write(`${lines.join('\n')}\n`);
};

/** Asks where that is needed, deletes what is left on a queue, and tells it. */
export const showPurge: Show<PlannedQueuePurge, typeof QUEUE_PURGE_OUTPUT, HostContext> = async (
  { plan, all, dryRun, carryOut },
  { yes, json },
  io,
) => {
  const asks = !yes && !dryRun && !isNothing(plan);
  const whose = all
    ? 'also of imports at work, which send them again'
    : 'left by programs that were killed';
  if (asks && !(await confirmed(`Delete ${purgeText(plan)}, ${whose}?`, io))) {
    throw new FatalError('nothing was deleted');
  }
  const isDone = !dryRun && !isNothing(plan);
  const told = isDone ? await carryOut() : plan;
  if (json) io.stdout.write(`${purgeEvent(told, dryRun)}\n`);
  else if (isNothing(told)) io.stdout.write('There is nothing to delete.\n');
  else io.stdout.write(`${isDone ? 'Deleted' : 'Would delete'}: ${purgeText(told)}\n`);
};

/** Prints the SQL, or makes the tables and tells it. */
export const showSetup: Show<QueueSetup, typeof QUEUE_SETUP_OUTPUT, HostContext> = async (
  setup,
  { yes, json },
  io,
) => {
  if (setup.kind === 'sql') {
    io.stdout.write(setup.sql);
    return;
  }
  const question = 'Delete the queue with all that is on it, and make its tables again?';
  if (setup.again && !yes && !(await confirmed(question, io))) {
    throw new FatalError('nothing was deleted');
  }
  const { queue, isMade } = await setup.carryOut();
  const text = `The tables of the queue at ${printable(queue)} ${isMade ? 'are made' : 'are there already'}.`;
  io.stdout.write(`${json ? jsonLine({ event: 'queueTables', queue, isMade }) : text}\n`);
};
