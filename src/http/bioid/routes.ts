import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readTag } from '../../domain/tag.js';
import { quoted } from '../../domain/text.js';
import { usersDelete, usersTags } from '../../operations/users.js';
import { MAX_JSON_PHOTOS_BYTES } from '../limits.js';
import { Problem } from '../problem.js';
import { send } from '../route.js';
import type { Server } from '../server.js';
import { noSuchAddress } from '../unknown-address.js';
import { addCall } from './call.js';
import { enrollImages, templateOf } from './enroll.js';
import { grpcAnswer } from './grpc.js';
import { imagesBody } from './images.js';
import { addJobs } from './job.js';
import { enrollment, templateStatus } from './schemas.js';
import { templateStatusBody } from './template-status.js';

const nothing = z.object({}).describe('nothing');

const thumbnailsQuery = z.object({
  downloadThumbnails: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .meta({ type: 'boolean', description: 'whether the aligned faces are sent along, as JPEG' }),
});

const tagsBody = z.array(z.string()).max(1_000);

/** The JSON interface of the BioID Web Service for faces, in /api/face/v1. */
export function bioId(server: Server): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    answerErrors(app);
    addJobs(app);
    addCalls(app, server);
  };
}

function addCalls(app: FastifyInstance, server: Server): void {
  const { service } = server;
  addCall(app, server, {
    ...{ method: 'POST', path: '/enroll/:classId', operationId: 'bioidEnroll', scope: 'enroll' },
    summary: 'Enroll images of a person.',
    description:
      'Makes a template of the images, or adds them to the existing one; a template of another encoder is upgraded first, if its thumbnails are stored. Images with no face or with several are ignored; their quality assessments say so. Without images, the template is upgraded if that is due, and its status is returned.',
    ...{ body: imagesBody, bodyBytes: MAX_JSON_PHOTOS_BYTES, told: enrollment },
    answer: (asked) => enrollImages(server, asked),
  });
  for (const [path, operationId, isHidden] of [
    ['/template/:classId', 'bioidGetTemplate', false],
    ['/template/status/:classId', 'bioidGetTemplateStatus', true],
  ] as const) {
    addCall(app, server, {
      ...{ method: 'GET', path, operationId, isHidden, scope: 'read', query: thumbnailsQuery },
      summary: 'Show the status of a template.',
      description:
        'A class ID without a template is not an error: `available` is false then. Also answered at /api/face/v1/template/status/{classId}.',
      told: templateStatus,
      answer: async ({ query, ...asked }) => {
        const template = await templateOf(server, { ...asked, query }, query.downloadThumbnails);
        return templateStatusBody(asked.classId, template);
      },
    });
  }
  addCall(app, server, {
    ...{ method: 'DELETE', path: '/template/:classId', operationId: 'bioidDeleteTemplate' },
    ...{ summary: 'Delete a template, and all there is of its person.', scope: 'delete' },
    description: 'The user is deleted with faces, images, tags and fields.',
    told: nothing,
    answer: ({ classId, place }) =>
      service.perform(usersDelete, { userId: [classId], dryRun: false }, place, async (planned) => {
        await planned.carryOut();
        return {};
      }),
  });
  addCall(app, server, {
    ...{ method: 'PUT', path: '/template/:classId/tags', operationId: 'bioidSetTags' },
    ...{ summary: 'Replace the tags of a person.', scope: 'write' },
    description: 'Tags that are not named are removed from the person.',
    ...{ body: tagsBody, told: nothing },
    answer: ({ classId, body, place }) =>
      service.perform(usersTags, { userId: classId, tags: body.map(tagOf) }, place, () => ({})),
  });
}

/** @throws {Problem} for a text that cannot be a tag. */
function tagOf(text: string): string {
  const read = readTag(text);
  if ('value' in read) return read.value;
  throw new Problem('INVALID_REQUEST', `the tag ${quoted(text)} ${read.problem}`);
}

/** Every error of this prefix is told as gRPC is told in JSON. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const isCancelled = request.job?.signal.aborted ?? false;
    const { isOurs, ...answer } = grpcAnswer(error, isCancelled);
    if (isOurs) request.log.error({ err: error }, 'a request failed');
    // An answer that nobody reads is not logged when it is sent.
    if (isCancelled) {
      const { method, routeOptions, key } = request;
      const call = { method, route: routeOptions.url ?? null, key: key?.keyId ?? null };
      request.log.info({ ...call, status: answer.status }, 'the client cancelled the request');
    }
    return send(reply, answer);
  });
  app.setNotFoundHandler((request, reply) =>
    send(reply, grpcAnswer(noSuchAddress(app, request), false)),
  );
}
