import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NO_CONTENT, success } from '../answer.js';
import { PARAMS } from '../params.js';
import { addRoute } from '../route.js';
import type { Server } from '../server.js';
import { job } from './schema.js';

const ofJob = z.object({ job_id: PARAMS.job_id });

const KNOWN =
  'A job is known to the key that made it, until an hour after its end or until the server stops.';

/** Jobs of the key that asks. */
export function addJobs(app: FastifyInstance, server: Server): void {
  const { jobs } = server;
  addRoute(app, server, {
    ...{ method: 'GET', path: '/jobs/:job_id', tag: 'jobs', scope: 'enroll' },
    ...{ operationId: 'getJob', summary: 'Show the progress of a job and its results.' },
    description: KNOWN,
    params: ofJob,
    data: { 200: job },
    answer: ({ params, key }) => success(jobs.find(params.job_id, key.keyId).body()),
  });
  addRoute(app, server, {
    ...{ method: 'DELETE', path: '/jobs/:job_id', tag: 'jobs', scope: 'enroll' },
    ...{ operationId: 'stopJob', summary: 'Stop a job.' },
    description:
      'Photos that are being worked on are finished, and then it is answered; no other is begun. ' +
      `Results can still be asked for. ${KNOWN}`,
    params: ofJob,
    data: { 204: null },
    answer: async ({ params, key }) => {
      await jobs.stop(jobs.find(params.job_id, key.keyId));
      return NO_CONTENT;
    },
  });
}
