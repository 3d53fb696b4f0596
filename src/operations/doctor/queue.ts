import type { Diagnosis } from '../../render/doctor.js';
import type { Host } from '../host.js';
import { findQueueKey } from './queue-key.js';
import type { NamedQueue, QueuePatience } from './queue-look.js';

/** Whoever waits for the doctor does not wait long for a server that swallows what it is sent. */
const PATIENCE: QueuePatience = { connectMs: 4_000, answerMs: 4_000, lastMs: 8_000 };

/** The queue, if one is named: PostgreSQL, what this machine may do there, and whether it fits the others. */
export async function checkPhotoQueue(
  values: NamedQueue,
  host: Host,
  patience = PATIENCE,
): Promise<readonly Diagnosis[]> {
  const check = 'queue';
  const key = findQueueKey(values, host);
  if (values.queue !== undefined) {
    // Its libraries are large.
    const { lookAtQueue } = await import('./queue-look.js');
    return lookAtQueue(values, key, patience);
  }
  if (key.kind === 'none') {
    const message = 'none is named; it is needed to extract photos on other machines';
    return [{ check, status: 'ok', message }];
  }
  const message = 'its key is named, but not the queue itself';
  const advice = 'name its PostgreSQL database with --queue or FACEENROLL_QUEUE';
  const { judgeQueueKey } = await import('./queue-programs.js');
  return [{ check, status: 'warning', message, advice }, judgeQueueKey(key, undefined)];
}
