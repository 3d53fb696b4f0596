import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problem.js';

/**
 * Refuses forms that other sites send, as browsers tell. Those that tell nothing are old, or no
 * browsers; the token of the session is checked besides.
 *
 * @throws {Problem} when another site has sent it.
 */
export function requireOwnSite(
  { headers, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  publicUrl: string | undefined,
): void {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const isOwn =
    site === undefined
      ? origin === undefined || hostOf(origin) === host || origin === originOf(publicUrl)
      : site === 'same-origin';
  if (isOwn) return;
  throw new Problem('INVALID_REQUEST', 'the form was sent by another site', {
    status: 403,
    advice: 'Behind a proxy, set --public-url to the address that operators open.',
  });
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.origin;
}
