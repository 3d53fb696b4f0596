import { z } from 'zod';
import { itemResult } from '../faces/batch-item.js';
import { JOB_STATUSES } from './job.js';

/** A job as the interface tells it. */
export const job = z
  .object({
    job_id: z.string(),
    status: z.enum(JOB_STATUSES).describe('stopped: it has ended before all photos were begun'),
    created_at: z.string().describe('ISO 8601, in UTC'),
    ended_at: z.string().nullable(),
    progress: z.object({
      done: z.int().describe('photos with a result'),
      total: z.int(),
      failed: z.int().describe('of those done'),
    }),
    results: z.array(itemResult).describe('so far, in the order of the photos'),
  })
  .meta({ id: 'Job' });
