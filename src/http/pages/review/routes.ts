import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sniff } from '../../../domain/photo-format.js';
import type { FoundSubmission } from '../../../operations/review/types.js';
import { REVIEW } from '../../../render/pages/review/layout.js';
import { Problem } from '../../problem.js';
import { problemIn } from '../../problem-in.js';
import type { Reviews, Server } from '../../server.js';
import { signalOf } from '../../signal-of.js';
import { headersOf } from '../../told.js';
import { noSuchAddress } from '../../unknown-address.js';
import type { Assets } from '../assets.js';
import { addPageHeaders, pageHeaders } from '../page-headers.js';
import type { TellPage } from '../routes.js';
import { DeskDoor, type Operator } from './desk-door.js';
import { Edits } from './edits.js';
import { formIn, MAX_FORM_BYTES, takeForms } from './form-body.js';
import { Looks } from './looks.js';
import { type Posted, ReviewForms } from './review-forms.js';
import { type QueueQuery, ReviewPage } from './review-page.js';
import { shownItem, usersOf } from './shown.js';
import { wantedPage } from './wanted.js';

/** What the page needs beside what all routes share. */
interface Settings {
  readonly reviews: Reviews;
  readonly assets: Assets;
  /** Where operators reach it, if that was told. */
  readonly publicUrl: string | undefined;
}

const PERMISSIONS = 'camera=(), microphone=(), geolocation=()';

/** The page on which operators decide about photos that wait. */
export async function addReviewPages(
  app: FastifyInstance,
  server: Server,
  { reviews, assets, publicUrl }: Settings,
): Promise<TellPage> {
  const door = new DeskDoor(server, reviews, publicUrl);
  const looks = new Looks(reviews.desk);
  const parts = { server, reviews, looks, edits: new Edits(), assets };
  const page = new ReviewPage(parts);
  const forms = new ReviewForms(parts);

  const tell: TellPage = (error, request, reply) => {
    const problem = problemIn(error, request);
    reply.code(problem.status).headers(headersOf(problem, 'ApiKey'));
    const isAtDoor = problem.code === 'KEY_INVALID' || problem.code === 'SCOPE_MISSING';
    if (isAtDoor) {
      const said = request.method === 'POST' ? problem.message : undefined;
      return page.signIn(reply, wantedPage(request), said);
    }
    return page.problem(request, reply, problem);
  };

  app.decorateRequest('operator', null);
  await app.register(
    async (pages) => {
      addPageHeaders(pages, PERMISSIONS);
      // Forms of this site say where they are from; other sites learn nothing, as before.
      pages.addHook('onSend', async (_, reply) => {
        reply.header('referrer-policy', 'same-origin');
      });
      pages.setErrorHandler(tell);
      pages.setNotFoundHandler((request, reply) =>
        tell(noSuchAddress(app, request), request, reply),
      );
      takeForms(pages);
      pages.addHook('onRequest', async (request) => door.enter(request));
      // After the requests of the key were counted: a page asks for many photos.
      pages.addHook('preHandler', async (request) => {
        request.key = request.operator?.key ?? null;
      });

      const found = (request: FastifyRequest): FoundSubmission => {
        const { id } = request.params as { readonly id: string };
        const one = forms.find(operatorOf(request), id);
        if (one) return one;
        throw new Problem('NOT_FOUND', 'there is no such photo');
      };
      const post = (
        url: string,
        act: (
          posted: Posted,
          request: FastifyRequest,
          reply: FastifyReply,
        ) => Promise<string | FastifyReply>,
      ): void => {
        pages.post(url, {
          ...{ schema: { hide: true }, bodyLimit: MAX_FORM_BYTES },
          // Nobody else's body is read.
          preParsing: async (request) => {
            operatorOf(request);
          },
          handler: async (request, reply) => {
            const operator = operatorOf(request);
            const form = formIn(request);
            door.requireOwnForm(operator, form);
            const posted = { operator, form, signal: signalOf(reply) };
            const followed = await act(posted, request, reply);
            return typeof followed === 'string' ? reply.redirect(followed, 303) : followed;
          },
        });
      };
      const get = (
        url: string,
        show: (request: FastifyRequest, reply: FastifyReply) => unknown,
      ): void => {
        pages.get(url, {
          schema: { hide: true },
          handler: async (request, reply) => show(request, reply),
        });
      };

      get('/', (request, reply) => {
        const { operator } = request;
        if (!operator) return page.signIn(reply, wantedPage(request));
        return page.queue(operator, request.query as QueueQuery, reply);
      });
      pages.post('/sign-in', {
        ...{ schema: { hide: true }, bodyLimit: MAX_FORM_BYTES },
        handler: (request, reply) => {
          door.signIn(request, reply, formIn(request).get('key')?.trim() ?? '');
          return reply.redirect(wantedPage(request), 303);
        },
      });
      get('/:id', (request, reply) => page.item(operatorOf(request), found(request), reply));
      get('/:id/photo', (request, reply) => {
        const { submissionId } = found(request);
        const { size } = request.query as { readonly size?: unknown };
        const small = size === 'small' ? looks.known(submissionId)?.small : undefined;
        return sendPicture(reply, small ?? reviews.desk.photo(submissionId));
      });
      get('/:id/on-record', (request, reply) => {
        const one = found(request);
        const { user } = request.query as { readonly user?: unknown };
        const [userId] = usersOf(shownItem(reviews, looks, one)).filter((id) => id === user);
        return sendPicture(
          reply,
          userId === undefined ? undefined : reviews.desk.onRecord(one.collection, userId),
        );
      });
      pages.post('/sign-out', {
        ...{ schema: { hide: true }, bodyLimit: MAX_FORM_BYTES },
        handler: (request, reply) => {
          if (request.operator) door.requireOwnForm(request.operator, formIn(request));
          door.signOut(request, reply);
          return reply.redirect(REVIEW, 303);
        },
      });
      post('/marked/approve', (posted) => forms.approveMarked(posted));
      post('/marked/deny', async (posted, _, reply) => {
        const followed = await forms.denyMarked(posted);
        if (typeof followed === 'string') return followed;
        const query = Object.fromEntries(posted.form);
        return page.queue(posted.operator, query, reply.code(422), followed);
      });
      post('/:id/approve', (posted, request) => forms.approve(posted, found(request)));
      post('/:id/deny', async (posted, request, reply) => {
        const one = found(request);
        const followed = await forms.deny(posted, one);
        if (typeof followed === 'string') return followed;
        return page.item(posted.operator, one, reply.code(422), followed);
      });
      post('/:id/edit', (posted, request) => forms.edit(posted, found(request)));
    },
    { prefix: REVIEW },
  );
  return (error, request, reply) => tell(error, request, reply.headers(pageHeaders(PERMISSIONS)));
}

/** @throws {Problem} before somebody has signed in. */
function operatorOf({ operator }: FastifyRequest): Operator {
  if (operator) return operator;
  throw new Problem('KEY_INVALID', 'you are not signed in any more: nothing was done');
}

/** A photo, as what it is by its bytes. */
function sendPicture(reply: FastifyReply, picture: Uint8Array | undefined): FastifyReply {
  if (!picture) throw new Problem('NOT_FOUND', 'there is no such picture');
  const { photo } = sniff(picture);
  return reply
    .type(photo ? `image/${photo}` : 'application/octet-stream')
    .header('content-disposition', 'inline')
    .send(Buffer.from(picture));
}
