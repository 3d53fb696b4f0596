import type { FastifyInstance } from 'fastify';

/** What a page may load and do: what it brings itself, and pictures that the script makes. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  'media-src blob:',
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the answer with a page says of it, in place of what other answers say. */
export function pageHeaders(permissions: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': permissions,
  };
}

/** Makes every answer of these routes that of a page; call it before any is added. */
export function addPageHeaders(pages: FastifyInstance, permissions: string): void {
  pages.addHook('onSend', async (_, reply) => {
    reply.headers(pageHeaders(permissions));
  });
}
