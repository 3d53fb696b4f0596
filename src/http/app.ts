import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { separate } from './aside.js';
import { bioId } from './bioid/routes.js';
import { guardBodies } from './bodies.js';
import type { Key } from './caller.js';
import { tellClientError } from './client-error.js';
import { limitConnections } from './connections.js';
import { refuseDeepBodies } from './deep-bodies.js';
import { addDescription } from './description.js';
import { addFaces } from './faces/routes.js';
import { addHeaders, headersOf } from './headers.js';
import { addHealth } from './health.js';
import { validatorCompiler } from './issues.js';
import { addJobs } from './jobs/routes.js';
import {
  HANDSHAKE_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_HEADER_BYTES,
  MAX_PARAM_LENGTH,
  REQUEST_TIMEOUT_MS,
  TIMEOUTS_CHECKED_MS,
} from './limits.js';
import { logAnswers } from './log.js';
import { addMetrics } from './metrics.js';
import { addOperations } from './operations.js';
import { addAllPages } from './pages/all-pages.js';
import type { TellPage } from './pages/routes.js';
import { Proxies } from './peers.js';
import { Problem } from './problem.js';
import { problemIn } from './problem-in.js';
import { send } from './route.js';
import type { Server } from './server.js';
import { refuseSlowBodies } from './slow-bodies.js';
import { refuseWhenStopping } from './stopping.js';
import { told } from './told.js';
import { noSuchAddress } from './unknown-address.js';
import { addUpkeep } from './upkeep.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The API key of the request, once it is checked. */
    key: Key | null;
  }
}

/** Times and numbers of connections, where they are not those of limits.ts. */
interface NetworkLimits {
  readonly headersMs?: number;
  readonly checkedEveryMs?: number;
  readonly graceMs?: number;
  readonly leastBytesPerSecond?: number;
  readonly connections?: number;
  readonly connectionsOfOne?: number;
}

/** How the server meets the network. */
export interface AppSettings {
  readonly logger: FastifyBaseLogger;
  /** Addresses of proxies whose X-Forwarded-* headers are believed. */
  readonly trustProxy?: readonly string[] | undefined;
  /** TLS, where the server speaks it itself. */
  readonly https?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Requests a minute of one key. */
  readonly rate: number;
  /** Where clients reach it, for its description. */
  readonly publicUrl?: string | undefined;
  /** Whether /metrics is answered. */
  readonly metrics: boolean;
  /** Whether /docs and /openapi.json are answered. */
  readonly docs: boolean;
  /** Requests for metrics and documentation, where those have a listener of their own. */
  readonly aside?: WeakSet<IncomingMessage> | undefined;
  readonly limits?: NetworkLimits | undefined;
}

/** What a request ID of a client's may look like: it goes into the log. */
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** The server, not yet listening. */
export async function makeApp(given: Server, settings: AppSettings): Promise<FastifyInstance> {
  const { logger, trustProxy = [], https, limits = {} } = settings;
  const proxies = new Proxies(trustProxy);
  const isProxy = (address: string | undefined): boolean => proxies.includes(address, app.server);
  const times = {
    headersTimeout: limits.headersMs ?? HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: limits.checkedEveryMs ?? TIMEOUTS_CHECKED_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  let pages: ReadonlyMap<string, TellPage> = new Map();
  const app: FastifyInstance = Fastify({
    ...(https && { https: { ...https, ...times, handshakeTimeout: HANDSHAKE_MS } }),
    loggerInstance: logger,
    // Its own lines have the address, and that has user IDs.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: isProxy,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    requestIdHeader: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // Whoever waits for an answer on a connection that closes is told as by any other error.
    return503OnClosing: false,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) =>
      tellClientError(error, socket, randomUUID()),
    http: times,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    // Of an address that no route can have: neither error handler nor hooks see it.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const [, say = tell] = [...pages].find(([at]) => request.url.startsWith(`${at}/`)) ?? [];
      return say(error, request, reply.headers(headersOf(request.id, https !== undefined)));
    },
  } as Parameters<typeof Fastify>[0]) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('key', null);
  answerErrors(app);
  logAnswers(app);
  addHeaders(app, https !== undefined);
  refuseWhenStopping(app);
  limitConnections(app.server, isProxy, limits);
  refuseSlowBodies(app, limits);
  refuseDeepBodies(app);
  separate(app, proxies, settings.aside);
  const server = settings.metrics ? { ...given, service: addMetrics(app, given) } : given;
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(rateLimit, {
    global: false,
    max: settings.rate,
    timeWindow: 60_000,
    keyGenerator: ({ key }) => String(key?.keyId),
    errorResponseBuilder: (_, { ttl }) => tooMany(ttl),
  });
  limitKeys(app);
  takeMergePatches(app);
  guardBodies(app);
  addUpkeep(app, server);
  if (settings.docs) await addDescription(app, settings.publicUrl, settings.aside !== undefined);
  addHealth(app, server);
  pages = await addAllPages(app, server, settings.publicUrl);
  await app.register(
    async (api) => {
      addFaces(api, server);
      addOperations(api, server);
      addJobs(api, server);
    },
    { prefix: '/api/v1' },
  );
  await app.register(bioId(server), { prefix: '/api/face/v1' });
  return app;
}

/** Counts requests of each key as soon as the key is known, before a body is read. */
function limitKeys(app: FastifyInstance): void {
  const limit = app.rateLimit();
  app.addHook('preParsing', async function (request, reply) {
    if (request.key) await limit.call(this, request, reply);
  });
}

function tooMany(ttl: number): Problem {
  const retryAfter = Math.ceil(ttl / 1000);
  return new Problem('TOO_MANY_REQUESTS', 'too many requests', { retryAfter });
}

/** RFC 7396 has a media type of its own; it is JSON. */
function takeMergePatches(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/merge-patch+json', { parseAs: 'string' }, parse);
}

/** Every error is told in one way. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(tell);
  app.setNotFoundHandler((request, reply) => tell(noSuchAddress(app, request), request, reply));
}

function tell(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(reply, told(problemIn(error, request), request.id, request.headers.accept));
}
