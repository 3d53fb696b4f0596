import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LinkDesk } from '../../operations/links/types.js';
import type { Server } from '../server.js';
import { noSuchAddress } from '../unknown-address.js';
import { bodyBytesOf } from '../uploads.js';
import type { Assets } from './assets.js';
import { EnrollPage } from './enroll-page.js';
import { PAGE_FORM } from './page-form.js';
import { addPageHeaders, pageHeaders } from './page-headers.js';
import { Door, type Visit } from './visit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose link a request for a page is about, once that is looked up. */
    visit: Visit | null;
  }
}

/** Tells a person what went wrong with a request for a page. */
export type TellPage = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply;

/** The only page with a camera. */
const PERMISSIONS = 'camera=(self), microphone=(), geolocation=()';

/** Addresses of the page by which people enroll themselves. */
export const ENROLL_PREFIX = '/e';

/** The page by which people enroll themselves. */
export async function addPages(
  app: FastifyInstance,
  server: Server,
  desk: LinkDesk,
  assets: Assets,
): Promise<TellPage> {
  const door = new Door(desk);
  const page = new EnrollPage(server, desk, assets);
  app.decorateRequest('visit', null);
  const enter = async (request: FastifyRequest): Promise<void> => {
    const { token } = request.params as { readonly token: string };
    request.visit = door.enter(request, token);
    const linkId = request.visit.open?.link.linkId;
    if (linkId !== undefined) request.log = request.log.child({ link: linkId });
  };
  await app.register(
    async (pages) => {
      addPageHeaders(pages, PERMISSIONS);
      pages.setErrorHandler((error, request, reply) => page.tell(error, request, reply));
      pages.setNotFoundHandler((request, reply) =>
        page.tell(noSuchAddress(app, request), request, reply),
      );
      pages.get('/:token', {
        ...{ schema: { hide: true }, onRequest: enter },
        handler: (request, reply) => page.show(visitOf(request), request, reply),
      });
      pages.post('/:token', {
        ...{ schema: { hide: true }, onRequest: enter },
        config: { bodyBytes: bodyBytesOf(PAGE_FORM) },
        handler: (request, reply) => page.act(visitOf(request), request, reply),
      });
    },
    { prefix: ENROLL_PREFIX },
  );
  return (error, request, reply) =>
    page.tell(error, request, reply.headers(pageHeaders(PERMISSIONS)));
}

function visitOf({ visit }: FastifyRequest): Visit {
  if (visit === null) throw new Error('the link was not looked up');
  return visit;
}
