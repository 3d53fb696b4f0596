import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readReference } from '../../domain/reference.js';
import { VERSION } from '../../operations/version.js';
import { Problem } from '../problem.js';
import { signalOf } from '../signal-of.js';

/** A call as the interface counts it. */
export interface Job {
  /** A GUID. */
  readonly id: string;
  /** For the audit: the client's own reference, or the ID. */
  readonly reference: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request to the JSON interface of BioID. */
    job: Job | null;
  }
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Makes every request a job, and tells it in the headers of its answer. */
export function addJobs(app: FastifyInstance): void {
  app.decorateRequest('job', null);
  app.addHook('onRequest', async (request, reply) => {
    const id = GUID.test(request.id) ? request.id : randomUUID();
    if (id !== request.id) request.log.info({ jobid: id }, 'the job of a request');
    reply.headers({ jobid: id, 'bws-version': VERSION, date: new Date().toUTCString() });
    request.job = jobOf(id, request, reply);
  });
}

/** @throws {Problem} when the reference cannot be kept. */
function jobOf(id: string, request: FastifyRequest, reply: FastifyReply): Job {
  const signal = signalOf(reply);
  const sent = request.headers['reference-number'];
  if (sent === undefined) return { id, reference: id, signal };
  const text = String(sent);
  const read = readReference(utf8(text));
  if ('problem' in read) throw new Problem('INVALID_REQUEST', `Reference-Number ${read.problem}`);
  reply.header('reference-number', text);
  return { id, reference: read.value, signal };
}

/** Node reads headers as Latin-1; clients that send other letters mean UTF-8. */
function utf8(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  const read = bytes.toString('utf8');
  return read.includes('\ufffd') ? header : read;
}
