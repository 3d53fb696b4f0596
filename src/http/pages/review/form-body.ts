import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A note, and the IDs of a page of photos. */
export const MAX_FORM_BYTES = 50_000;

/** Has routes take forms without files, as browsers send them, and no other body. */
export function takeForms(pages: FastifyInstance): void {
  pages.removeAllContentTypeParsers();
  pages.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** The form of a request; an empty one if it has none. */
export function formIn({ body }: Pick<FastifyRequest, 'body'>): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}
