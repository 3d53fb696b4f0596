import type { FastifyInstance } from 'fastify';

/** Of every answer: it is for whoever asked, and no page. (There is no CORS: no browser calls it.) */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A browser that has come by TLS comes by TLS again, for a year. */
const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000' };

/** What a page of /docs may load: what it brings itself. */
export const DOCS_POLICY = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'connect-src': "'self'",
  'font-src': "'self'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'img-src': "'self' data:",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
};

/** What every answer says of itself. */
export function headersOf(requestId: string, hasTls: boolean): Readonly<Record<string, string>> {
  return { 'x-request-id': requestId, ...HEADERS, ...(hasTls && STRICT_TRANSPORT) };
}

/** Adds what every answer says of itself. */
export function addHeaders(app: FastifyInstance, hasTls: boolean): void {
  app.addHook('onSend', async (request, reply) => {
    reply.headers(headersOf(request.id, hasTls));
  });
}
